package io.patchbay.bench.internal.client;

import io.patchbay.api.audio.AudioChunk;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.transport.SendStatus;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/** What can be asked of any server that speaks the protocol: answers in speech, and hearing. */
final class ForeignServer {

    private static final Duration ANSWER = Duration.ofSeconds(60);
    private static final int CHUNK = 960;
    private static final long FRAME_NANOS = 20_000_000;

    /**
     * What a round of answers found.
     *
     * @param cpu CPU microseconds a chunk of sound
     * @param chunks how many came
     */
    record Answers(double cpu, long chunks) {}

    private final URI uri;
    private final int sessions;

    ForeignServer(URI uri, int sessions) {
        this.uri = uri;
        this.sessions = sessions;
    }

    /** Each session types a message and hears the answer, at the server's own pace. */
    Answers answers(SessionClient client) {
        List<SessionClient.Full> conns = new ArrayList<>();
        List<Answer> answers = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                Answer answer = new Answer();
                answers.add(answer);
                conns.add(client.connect(uri, answer));
            }
            Cost.Cpu from = Cost.cpu();
            conns.forEach(c -> c.session().sendMessage("Please tell me about the weather."));
            answers.forEach(a -> Waiting.on("the end of an answer", a.done, ANSWER));
            long chunks = answers.stream().mapToLong(a -> a.chunks).sum();
            return new Answers(chunks == 0 ? 0 : from.microsEach(chunks), chunks);
        } finally {
            conns.forEach(SessionClient.Full::close);
        }
    }

    /** Each session sends silence in real time: CPU microseconds a chunk. */
    double sending(SessionClient client, int seconds) {
        List<SessionClient.Full> conns = new ArrayList<>();
        try {
            for (int i = 0; i < sessions; i++) {
                conns.add(client.connect(uri, sound -> {}));
            }
            int frames = seconds * 50;
            ByteBuffer silence = ByteBuffer.allocate(CHUNK);
            Cost.Cpu from = Cost.cpu();
            long start = System.nanoTime();
            for (int frame = 0; frame < frames; frame++) {
                long due = start + frame * FRAME_NANOS;
                for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
                    LockSupport.parkNanos(due - now);
                }
                for (SessionClient.Full conn : conns) {
                    SendStatus status = conn.session().sendAudio(silence.clear());
                    if (status != SendStatus.ACCEPTED) {
                        throw new BenchException("a chunk was not taken: " + status);
                    }
                }
            }
            return from.microsEach((long) frames * sessions);
        } finally {
            conns.forEach(SessionClient.Full::close);
        }
    }

    private static final class Answer implements SessionListener {
        private final CompletableFuture<Void> done = new CompletableFuture<>();
        private volatile long chunks;

        @Override
        @SuppressWarnings("NonAtomicVolatileUpdate") // written on the loop only
        public void onAudio(AudioChunk chunk) {
            chunks++;
        }

        @Override
        public void onEvent(SessionEvent event) {
            if (event instanceof SessionEvent.ResponseEnded) {
                done.complete(null);
            }
        }
    }
}
