package io.patchbay.api.plug;

/**
 * How the calls that came in have fared since the start, all ways together. A call is counted once
 * as offered, once as accepted, refused or undecided, and an accepted one once more.
 *
 * @param offered calls that somebody brought
 * @param accepted calls that the router took
 * @param refused calls that the router refused, or failed at, or that found none
 * @param undecided calls on which the router did not decide in time; refused with 503
 * @param answered accepted calls whose session connected
 * @param failed accepted calls whose session did not, or not in time
 * @param unanswered accepted calls with which nobody came back
 */
public record CallCounts(
        long offered,
        long accepted,
        long refused,
        long undecided,
        long answered,
        long failed,
        long unanswered) {

    /** Before the first call. */
    public static final CallCounts NONE = new CallCounts(0, 0, 0, 0, 0, 0, 0);
}
