package io.patchbay.tck;

import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.tool.FunctionTool;
import io.patchbay.api.tool.ToolResult;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.RealtimeTransport;
import io.patchbay.api.transport.TransportCapabilities;
import io.patchbay.api.transport.TransportFactory;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Lives a recorded session again, in virtual time: what the provider said, what the application
 * asked and what its tools answered come from the journal; everything else is the session's own
 * doing, with the provider's own codec.
 *
 * <pre>{@code
 * JournalReplay replay = JournalReplay.of(Path.of("call.jsonl"));
 * Patchbay patchbay = Patchbay.builder()
 *         .loops(replay::loop).workers(replay.loop())
 *         .transport(replay.transport("websocket")).provider(provider).build();
 * replay.drive(patchbay.open(options));
 * }</pre>
 *
 * <p>The same session events follow in the same order. Not the same are durations, which are
 * virtual, names that a session makes up, and the order of a timer and a message that met within
 * the loop's delay in the original run. Consents, legs' verbs and changes of agent and
 * configuration by the application are not replayed: a journal with such calls is refused. One
 * thread; used once.
 */
public final class JournalReplay {
    private static final String NO_PICTURE = "data:image/png;base64,";

    private static final TransportCapabilities.Media MESSAGES =
            TransportCapabilities.Media.MESSAGES;

    private final List<JournalLine> lines;
    private final VirtualLoop loop = new VirtualLoop();
    private final Map<String, CompletableFuture<ToolResult>> tools = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();
    private final Map<String, Deque<JsonNode>> expected = new HashMap<>();
    private final List<String> unexpected = new ArrayList<>();
    private @Nullable ReplayedTransport line;

    private JournalReplay(List<JournalLine> lines) {
        this.lines = lines;
        for (JournalLine each : lines) {
            if (each.is("wire") && !each.in()) {
                expected.computeIfAbsent(each.type(), type -> new ArrayDeque<>()).add(each.event());
            }
        }
    }

    /**
     * Of a journal's file.
     *
     * @throws IOException when it cannot be read
     * @throws IllegalArgumentException when a line is no JSON, or a call cannot be replayed
     */
    public static JournalReplay of(Path journal) throws IOException {
        return of(Files.readAllLines(journal));
    }

    /**
     * Of a journal's lines.
     *
     * @throws IllegalArgumentException when a line is no JSON, or a call cannot be replayed
     */
    public static JournalReplay of(List<String> lines) {
        List<JournalLine> read = JournalLine.read(lines);
        for (JournalLine line : read) {
            if (line.is("call") && !replayable(line)) {
                throw new IllegalArgumentException(
                        "the journal has a call '"
                                + line.type()
                                + "' at "
                                + line.nanos() / 1_000_000
                                + " ms, which cannot be replayed");
            }
        }
        return new JournalReplay(read);
    }

    private static boolean replayable(JournalLine line) {
        return switch (line.type()) {
            case "connect", "add_item", "commit_audio", "interrupt", "close" -> true;
            case "request_response" -> !line.event().at("/options/outOfBand").asBoolean(false);
            case "send" -> line.event().at("/command").has("json");
            default -> false;
        };
    }

    /** The session events of a journal, as far as every run must have them alike, in order. */
    public static List<String> sessionEvents(Path journal) throws IOException {
        return JournalLine.read(Files.readAllLines(journal)).stream()
                .filter(line -> line.is("session"))
                .map(JournalLine::comparable)
                .toList();
    }

    /** The loop that the session is to live on, and its workers too. */
    public VirtualLoop loop() {
        return loop;
    }

    /** A transport of that name, whose far end is the journal. */
    public TransportFactory transport(String name) {
        TransportCapabilities capabilities =
                new TransportCapabilities(name.toLowerCase(Locale.ROOT), MESSAGES, false, false);
        return new TransportFactory() {
            @Override
            public TransportCapabilities capabilities() {
                return capabilities;
            }

            @Override
            public RealtimeTransport create(Settings settings, PlugContext context) {
                ReplayedTransport made =
                        new ReplayedTransport(capabilities, JournalReplay.this::sent);
                line = made;
                return made;
            }
        };
    }

    /** Tools of the names that were called, which answer what was answered then. */
    public List<FunctionTool> tools() {
        Map<String, FunctionTool> made = new LinkedHashMap<>();
        for (JournalLine each : lines) {
            if (each.is("session") && each.type().equals("tool_started")) {
                made.computeIfAbsent(
                        each.text("tool"),
                        name ->
                                FunctionTool.builder(name)
                                        .description("Answers as it did when it was recorded.")
                                        .buildAsync(
                                                (arguments, context) -> answer(context.callId())));
            }
        }
        return List.copyOf(made.values());
    }

    private CompletableFuture<ToolResult> answer(String callId) {
        return tools.computeIfAbsent(callId, id -> new CompletableFuture<>());
    }

    /** Messages of the session that it did not send when it was recorded; by type. */
    public List<String> unexpected() {
        return List.copyOf(unexpected);
    }

    /** Drives the session from the first line to the last. */
    public void drive(RealtimeSession session) {
        for (JournalLine each : lines) {
            Duration until = Duration.ofNanos(each.nanos()).minus(loop.elapsed());
            if (until.isNegative()) {
                loop.run();
            } else {
                loop.advance(until);
            }
            step(session, each);
            loop.run();
        }
    }

    private void step(RealtimeSession session, JournalLine each) {
        switch (each.kind()) {
            case "call" -> call(session, each);
            case "audio" ->
                    session.sendAudio(ByteBuffer.allocate(each.event().path("bytes").asInt(0)));
            case "wire" -> {
                ReplayedTransport current = line;
                if (each.in() && current != null) {
                    loop.execute(() -> current.receive(each.message(names)));
                }
            }
            case "line" -> lineChanged(each);
            case "session" -> {
                if (each.type().equals("tool_ended")) {
                    toolEnded(each);
                }
            }
            default -> {
                // what a recorder says of itself
            }
        }
    }

    private void call(RealtimeSession session, JournalLine each) {
        JsonNode event = each.event();
        switch (each.type()) {
            case "connect" -> session.connect();
            case "add_item" -> {
                JsonNode part = event.at("/item/content/0");
                boolean respond = event.path("respond").asBoolean(true);
                String url = part.path("url").asString("");
                if (url.isEmpty()) {
                    session.sendMessage(part.path("text").asString(""), respond);
                } else {
                    // a journal without content has but the picture's length
                    session.addImage(url.startsWith("[") ? NO_PICTURE : url, respond);
                }
            }
            case "commit_audio" -> session.commitAudio();
            case "request_response" -> session.requestResponse(ResponseOptions.DEFAULT);
            case "interrupt" -> session.interrupt();
            case "send" -> session.send(Command.Raw.of(event.at("/command/json").asString("{}")));
            default -> session.close(reason(event.path("reason")));
        }
    }

    private void lineChanged(JournalLine each) {
        ReplayedTransport current = line;
        if (current != null && each.text("state").equals("DISCONNECTED")) {
            CloseReason reason = reason(each.event().path("reason"));
            loop.execute(() -> current.end(reason));
        }
    }

    private static CloseReason reason(JsonNode reason) {
        return new CloseReason(
                CloseReason.Cause.valueOf(reason.path("cause").asString("LOCAL")),
                reason.path("code").asInt(0),
                reason.path("text").asString(""),
                null);
    }

    private void toolEnded(JournalLine each) {
        CompletableFuture<ToolResult> waiting = answer(each.text("callId"));
        String output = each.text("output");
        switch (each.text("outcome")) {
            case "RESULT" -> waiting.complete(ToolResult.of(output));
            case "BACKGROUND" -> waiting.complete(ToolResult.background(output));
            case "FAILED" -> waiting.completeExceptionally(new IllegalStateException(output));
            default -> {
                // the session itself ended it, and will again
            }
        }
    }

    private void sent(String message) {
        JsonNode now = JournalLine.parse(message);
        String type = now.path("type").asString("");
        Deque<JsonNode> then = expected.get(type);
        JsonNode recorded = then == null ? null : then.poll();
        if (recorded == null) {
            unexpected.add(type);
        } else {
            names.putAll(Objects.requireNonNull(JournalLine.renamed(recorded, now)));
        }
    }
}
