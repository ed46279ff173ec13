package io.patchbay.runtime.internal.session;

import io.patchbay.api.history.History;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call of one tool: arguments checked, on a worker, with timeout and cancellation. It
 * knows neither conversations nor lines; whatever happens it comes to an outcome exactly once.
 */
public interface ToolExecutor {
    /**
     * Starts a call. Called on the session's loop.
     *
     * @param call what to run
     * @param loop the session's loop; its clock measures the timeout
     * @param done told once, on the loop, never within this method
     * @return takes the call back
     */
    Running start(Call call, SerialLoop loop, Consumer<Outcome> done);

    /**
     * A call.
     *
     * @param tool what to run
     * @param arguments the model's arguments, unchecked
     * @param sessionId the session
     * @param callId the call
     * @param agent who called
     * @param history the conversation at this moment
     * @param context the application's object, or null
     */
    record Call(
            FunctionTool tool,
            String arguments,
            String sessionId,
            String callId,
            String agent,
            History history,
            @Nullable Object context) {}

    /**
     * What a call came to.
     *
     * @param output what the model is told
     * @param kind how it ended
     * @param problem for the application's eyes: class and message of what was thrown, or null
     */
    record Outcome(String output, ToolOutcome kind, @Nullable String problem) {}

    /** A call that runs. */
    interface Running {
        /**
         * Cancels: the token tells the tool, and the outcome is {@link ToolOutcome#CANCELLED} with
         * a sentence for the model. On the loop. Does nothing when it is over.
         */
        void cancel(String reason);
    }
}
