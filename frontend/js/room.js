// For the pages of a meeting; what they show is there without it, and loaded anew by hand.
import { follow } from "./follow.js";
import { press } from "./press.js";
import { rollCall } from "./roll-call.js";

press(follow());
rollCall();
