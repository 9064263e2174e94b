"""The tables of the trail. Made managed, then let go: see models.py."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Lane",
            fields=[
                ("number", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("sequence", models.BigIntegerField(default=0)),
                ("head", models.BinaryField(max_length=32)),
            ],
            options={"db_table": "trail_lane"},
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lane", models.PositiveSmallIntegerField()),
                ("sequence", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("actor", models.CharField(max_length=40)),
                ("verb", models.CharField(max_length=60)),
                ("object_type", models.CharField(max_length=40)),
                ("object_id", models.CharField(blank=True, max_length=40)),
                ("entity", models.CharField(blank=True, max_length=40)),
                ("detail", models.JSONField(default=dict)),
                ("hash", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "trail_entry",
                "ordering": ["at", "lane", "sequence"],
                "indexes": [
                    models.Index(fields=["object_type", "object_id", "id"], name="trail_by_object"),
                    models.Index(fields=["entity", "id"], name="trail_by_entity"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("lane", "sequence"), name="trail_place_once")
                ],
            },
        ),
        migrations.AlterModelOptions(name="lane", options={"managed": False}),
        migrations.AlterModelOptions(
            name="entry", options={"managed": False, "ordering": ["at", "lane", "sequence"]}
        ),
    ]
