package io.patchbay.runtime.internal.session;

import io.patchbay.api.agent.AgentContext;
import io.patchbay.api.history.History;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.api.session.SessionEvent.ToolOutcome;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolErrorFormatter;
import io.patchbay.api.tool.ToolFailure;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call of one tool: arguments checked, on a worker, with timeout and cancellation. It
 * knows neither conversations nor lines; whatever happens it comes to an outcome exactly once.
 * Called on the session's loop; what is told is told once, on the loop, never within the method.
 */
public interface ToolExecutor {
    /**
     * Starts a call: input guardrails, the tool, output guardrails.
     *
     * @param call what to run
     * @param loop the session's loop; its clock measures the timeout
     * @param done told the outcome
     * @return takes the call back
     */
    Running start(Call call, SerialLoop loop, Consumer<Outcome> done);

    /**
     * Asks a tool what it wants of its call, and whether it may run.
     *
     * @param question what is to be found out
     * @param done told the answer
     * @return takes the call back
     */
    Running prepare(Call call, Question question, SerialLoop loop, Consumer<Prepared> done);

    /**
     * Asks for the words that the model is told when a call came to nothing.
     *
     * @param done told the words: the formatter's, or the default
     */
    void explain(
            ToolErrorFormatter formatter,
            ToolFailure failure,
            SerialLoop loop,
            Consumer<Explained> done);

    /**
     * A call.
     *
     * @param tool what to run
     * @param name the tool's name, as the model knows it
     * @param lease of the plug that the tool is of, or null
     * @param traits what the tool wants of its calls, or null to ask it
     * @param arguments the model's arguments, unchecked
     * @param sessionId the session
     * @param callId the call
     * @param agent who called
     * @param history the conversation at this moment
     * @param context the application's object, or null
     * @param live the caller's call, or null
     */
    record Call(
            FunctionTool tool,
            String name,
            @Nullable Lease<?> lease,
            @Nullable ToolTraits traits,
            String arguments,
            String sessionId,
            String callId,
            String agent,
            History history,
            @Nullable Object context,
            @Nullable LiveCall live) {
        /** A call of a tool that knows its name. */
        public Call(
                FunctionTool tool,
                String arguments,
                String sessionId,
                String callId,
                String agent,
                History history,
                @Nullable Object context) {
            this(
                    tool,
                    tool.definition().name(),
                    null,
                    null,
                    arguments,
                    sessionId,
                    callId,
                    agent,
                    history,
                    context,
                    null);
        }
    }

    /**
     * What is to be found out before a call runs.
     *
     * @param moment what the tool may look at to say whether it is enabled
     * @param consented whether somebody consented to this very call, so that nothing is asked again
     * @param decided whether a word stands that holds for every call of the tool, so that its
     *     policy need not be asked
     * @param guard whether input guardrails look at the call before anybody is asked for consent
     */
    record Question(AgentContext moment, boolean consented, boolean decided, boolean guard) {}

    /**
     * What was found out.
     *
     * @param next how it goes on
     * @param traits what the tool wants of its calls; the default ones when it could not be asked
     * @param outcome what the call came to, when it is over already
     * @param problem for the application's eyes, or null
     */
    record Prepared(
            Next next, ToolTraits traits, @Nullable Outcome outcome, @Nullable String problem) {
        /** How a call goes on. */
        public enum Next {
            /** It may run. */
            RUN,
            /** It needs somebody's consent. */
            ASK,
            /** It is over. */
            END
        }
    }

    /**
     * What a call came to.
     *
     * @param output what the model is told
     * @param kind how it ended
     * @param problem for the application's eyes: class and message of what was thrown, or null
     * @param tripped the guardrail that did not allow it, or null
     * @param urgent whether the model is to answer at once, whatever it is saying
     */
    record Outcome(
            String output,
            ToolOutcome kind,
            @Nullable String problem,
            @Nullable String tripped,
            boolean urgent) {
        /** That can wait until the model is idle. */
        public Outcome(
                String output,
                ToolOutcome kind,
                @Nullable String problem,
                @Nullable String tripped) {
            this(output, kind, problem, tripped, false);
        }

        /** Without a guardrail. */
        public Outcome(String output, ToolOutcome kind, @Nullable String problem) {
            this(output, kind, problem, null);
        }
    }

    /**
     * Words for the model.
     *
     * @param problem why they are the default ones although there is a formatter, or null
     */
    record Explained(String message, @Nullable String problem) {}

    /** A call that runs. */
    interface Running {
        /**
         * Cancels: the token tells the tool, and the outcome is {@link ToolOutcome#CANCELLED} with
         * a sentence for the model. On the loop. Does nothing when it is over.
         */
        void cancel(String reason);
    }
}
