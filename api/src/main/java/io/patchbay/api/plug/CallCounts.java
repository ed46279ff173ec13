package io.patchbay.api.plug;

/**
 * How calls have fared since the start, all ways together. A call that came in is counted once as
 * offered, once as accepted, refused or undecided, and an accepted one once more.
 *
 * @param offered calls that somebody brought
 * @param accepted calls that the router took
 * @param refused calls that the router refused, or failed at, or that found none
 * @param undecided calls on which the router did not decide in time; refused with 503
 * @param answered accepted calls whose session connected
 * @param failed accepted calls whose session did not, or not in time
 * @param unanswered accepted calls with which nobody came back, or whose callers were gone by then
 * @param dialed calls that this side placed
 * @param reached placed calls in which somebody was there to talk
 */
public record CallCounts(
        long offered,
        long accepted,
        long refused,
        long undecided,
        long answered,
        long failed,
        long unanswered,
        long dialed,
        long reached) {

    /** Before the first call. */
    public static final CallCounts NONE = new CallCounts(0, 0, 0, 0, 0, 0, 0, 0, 0);
}
