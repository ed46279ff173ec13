package com.example.frontdesk;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.tool.FunctionTool;
import java.util.concurrent.CompletableFuture;

/** The application: it knows contracts, and not whether a container keeps them. */
public final class FrontDesk {

    private final RealtimeSessions sessions;
    private final LineChoice line;

    /**
     * A desk.
     *
     * @param sessions from {@code Patchbay.load()}, or a container's service
     * @param line to the model
     */
    public FrontDesk(RealtimeSessions sessions, LineChoice line) {
        this.sessions = sessions;
        this.line = line;
    }

    /** Asks the agent at the desk, and waits for its words. */
    public String ask(String question) {
        RealtimeAgent agent =
                RealtimeAgent.builder("desk")
                        .instructions("You sit at the front desk. Be brief.")
                        .tool(
                                FunctionTool.builder("opening_hours")
                                        .description("Tells when the museum is open")
                                        .build((arguments, context) -> "From ten to six."))
                        .build();
        SessionOptions options = SessionOptions.builder().agent(agent).line(line).build();
        CompletableFuture<String> answer = new CompletableFuture<>();
        try (RealtimeSession session = sessions.open(options)) {
            session.on(SessionEvent.TranscriptDone.class, said -> answer.complete(said.transcript()));
            session.connect().toCompletableFuture().join();
            session.sendMessage(question);
            return answer.join();
        }
    }
}
