package io.patchbay.bench.internal.client;

import io.netty.buffer.ByteBuf;
import io.patchbay.bench.internal.floor.BareSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A connection of its own over which the load server is asked what it counted. */
final class Control implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BareSocket socket;
    private final BlockingQueue<String> answers;

    private Control(BareSocket socket, BlockingQueue<String> answers) {
        this.socket = socket;
        this.answers = answers;
    }

    static Control open(BareClient client, URI uri) {
        BlockingQueue<String> answers = new ArrayBlockingQueue<>(64);
        BareSocket socket = client.open(uri, message -> keep(answers, message));
        return new Control(socket, answers);
    }

    private static void keep(BlockingQueue<String> answers, ByteBuf message) {
        String text = message.toString(StandardCharsets.UTF_8);
        if (text.startsWith("{\"type\":\"bench.") && !answers.offer(text)) {
            throw new IllegalStateException("the load server says too much");
        }
    }

    /** Whether it is a load server at all. */
    boolean present() {
        socket.send("{\"type\":\"bench.hello\"}");
        return answer() != null;
    }

    /** What was counted since the last reset. */
    JsonNode stats() {
        return asked("bench.stats");
    }

    /** Forgets what was counted. */
    void reset() {
        asked("bench.reset");
    }

    private JsonNode asked(String type) {
        socket.send("{\"type\":\"" + type + "\"}");
        String answer = answer();
        if (answer == null) {
            throw new BenchException("the load server does not answer to " + type);
        }
        return JsonMapper.shared().readTree(answer);
    }

    private @org.jspecify.annotations.Nullable String answer() {
        try {
            return answers.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BenchException("interrupted", e);
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
