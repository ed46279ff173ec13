package io.patchbay.launcher;

import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.RealtimeSessions;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Locale;

/** A session that is talked with from the shell, one question after the other. */
final class ShellCall implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final RealtimeSession session;
    private final StringWriter transcript = new StringWriter();
    private final Quiet quiet = new Quiet();

    /** Opens and connects; waits for it. */
    ShellCall(RealtimeSessions sessions, SessionOptions options) {
        session = sessions.open(options);
        session.listen(quiet);
        session.listen(new Transcript(new PrintWriter(transcript)));
        try {
            session.connect().toCompletableFuture().join();
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    String id() {
        return session.id();
    }

    /** Says something and waits for what follows. */
    String say(String words) throws InterruptedException {
        int from = transcript.getBuffer().length();
        quiet.ask();
        session.sendMessage(words).toCompletableFuture().join();
        Quiet.Outcome outcome = quiet.await(PATIENCE);
        String heard = transcript.getBuffer().substring(from);
        return outcome == Quiet.Outcome.ANSWERED
                ? heard
                : heard + "no answer: " + outcome.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {
        session.close(CloseReason.NORMAL).toCompletableFuture().join();
    }
}
