package io.patchbay.emulator.web.internal;

import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.session.internal.Recording;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the events of all connections as JSON lines, on a thread of its own. What does not fit
 * into its queue is counted in a line {@code {"lost":n}}. Credentials in events are blanked out. A
 * binary frame is a base64 text {@code "binary"}, unless it holds JSON, which is an event.
 */
public final class Recorder implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Recorder.class.getName());
    private static final int MAX_WAITING_BYTES = 128 << 20;
    private static final List<String> SECRET_FIELDS = List.of("authorization", "headers");
    private static final Line END = new Line(0, "", false, new byte[0]);

    private final Optional<BufferedWriter> out;
    private final BlockingQueue<Line> lines = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();
    private final Thread writer;

    @SuppressWarnings("ArrayRecordComponent")
    private record Line(int connection, String direction, boolean binary, byte[] frame) {}

    /**
     * Opens the file, which is overwritten; with none nothing is recorded.
     *
     * @throws IOException if it cannot be written
     */
    public Recorder(Optional<Path> file) throws IOException {
        out = file.isEmpty() ? Optional.empty() : Optional.of(Files.newBufferedWriter(file.get()));
        writer = new Thread(this::write, "patchbay-emulator-recorder");
        writer.setDaemon(true);
        if (out.isPresent()) {
            writer.start();
        }
    }

    /** The recording of a new connection; they are numbered from 1. */
    Recording connection() {
        int number = connections.incrementAndGet();
        if (out.isEmpty()) {
            return Recording.NONE;
        }
        return new Recording() {
            @Override
            public void client(ByteBuffer frame) {
                offer(new Line(number, "client", false, copy(frame)));
            }

            @Override
            public void server(byte[] frame) {
                offer(new Line(number, "server", false, frame));
            }

            @Override
            public void clientBinary(ByteBuffer frame) {
                offer(new Line(number, "client", true, copy(frame)));
            }

            @Override
            public void serverBinary(byte[] frame) {
                offer(new Line(number, "server", true, frame));
            }
        };
    }

    private static byte[] copy(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        return bytes;
    }

    private void offer(Line line) {
        if (waitingBytes.addAndGet(line.frame().length) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-line.frame().length);
            lost.incrementAndGet();
        } else {
            lines.add(line);
        }
    }

    private void write() {
        try (BufferedWriter writer = out.orElseThrow()) {
            for (Line line = lines.take(); line != END; line = lines.take()) {
                waitingBytes.addAndGet(-line.frame().length);
                long gap = lost.getAndSet(0);
                if (gap > 0) {
                    writer.write("{\"lost\":" + gap + "}\n");
                }
                writer.write(text(line));
                writer.write('\n');
                if (lines.isEmpty()) {
                    writer.flush();
                }
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "The recording ended: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String text(Line line) {
        String head = "{\"conn\":" + line.connection() + ",\"dir\":\"" + line.direction() + "\",";
        if (line.binary() && !holdsJson(line.frame())) {
            return head
                    + "\"binary\":\""
                    + Base64.getEncoder().encodeToString(line.frame())
                    + "\"}";
        }
        return head + "\"event\":" + event(new String(line.frame(), StandardCharsets.UTF_8)) + "}";
    }

    private static boolean holdsJson(byte[] frame) {
        try {
            return frame.length > 0 && frame[0] == '{' && Json.parse(frame).isObject();
        } catch (JacksonException e) {
            return false;
        }
    }

    /** The frame as it was, on one line; as a JSON text if it is no JSON; without credentials. */
    private static String event(String frame) {
        try {
            boolean secret = SECRET_FIELDS.stream().anyMatch(f -> frame.contains("\"" + f + "\""));
            boolean spansLines = frame.indexOf('\n') >= 0 || frame.indexOf('\r') >= 0;
            JsonNode event = Json.parse(frame);
            if (secret) {
                blank(event);
            }
            return secret || spansLines ? Json.text(event) : frame.strip();
        } catch (JacksonException e) {
            return Json.text(Json.array().add(frame).get(0));
        }
    }

    private static void blank(JsonNode node) {
        if (node instanceof ObjectNode object) {
            SECRET_FIELDS.forEach(
                    field -> {
                        if (Json.present(object, field)) {
                            object.put(field, "***");
                        }
                    });
        }
        node.forEach(Recorder::blank);
    }

    /** Writes what waits and closes the file. */
    @Override
    public void close() {
        if (out.isEmpty()) {
            return;
        }
        lines.add(END);
        try {
            writer.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
