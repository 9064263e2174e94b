/** The script of every work page. No quick exit there: handlers lock their keys or sign out instead. */

import { enhance } from "./enhance";

enhance();
