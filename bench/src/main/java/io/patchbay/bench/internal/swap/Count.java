package io.patchbay.bench.internal.swap;

import java.util.function.ToLongFunction;

/** What is counted in every call. */
enum Count {
    /** Caller's frames that reached the far end. */
    ARRIVED(call -> call.end().heard.arrived()),
    /** Caller's frames that never did. */
    LOST(call -> call.end().heard.lost()),
    /** Caller's frames that a new line was given again. */
    AGAIN(call -> call.end().heard.again()),
    /** Those of them that a turn held already. */
    AGAIN_COMMITTED(call -> call.end().heard.againCommitted()),
    /** Model's frames that the session received. */
    RECEIVED(call -> call.caller().heard().received()),
    /** Model's frames that the caller heard. */
    HEARD(call -> call.caller().heard().heard()),
    /** Model's frames that were received and not played. */
    UNPLAYED(call -> call.caller().heard().lost()),
    /** Turns of the caller. */
    TURNS(call -> call.end().turns()),
    /** Turns that were answered. */
    ANSWERED(call -> call.caller().answered()),
    /** Turns that were not, in time. */
    UNANSWERED(call -> call.caller().unanswered()),
    /** Calls of a handoff. */
    HANDOFFS(call -> call.end().handoffs()),
    /** Tool calls. */
    TOOL_CALLS(call -> call.end().tools.made()),
    /** Tool calls with an output. */
    OUTPUTS(call -> call.end().tools.answered()),
    /** Tool calls that need none. */
    EXCUSED(call -> call.end().tools.excused()),
    /** Connections. */
    LINES(call -> call.end().linesMade());

    private final ToLongFunction<Call> of;

    Count(ToLongFunction<Call> of) {
        this.of = of;
    }

    long of(Call call) {
        return of.applyAsLong(call);
    }
}
