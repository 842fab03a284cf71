// For pages with a film or a sound, which plays without it.
import { player } from "./player.js";

player();
