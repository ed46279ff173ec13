package io.patchbay.emulator.face.gemini.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.face.internal.FaceLine;
import io.patchbay.emulator.face.internal.Interpreter;
import io.patchbay.emulator.face.internal.Retelling;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One connection of Gemini Live. */
final class GeminiTalk implements Interpreter {
    private static final Duration WARNING = Duration.ofSeconds(50);
    private static final String EXPIRED = "Deadline expired before operation could complete.";

    private final FaceLine line;
    private final Resumptions resumptions;
    private final Optional<Refusal> stranger;
    private final boolean vertex;
    private final Server server;
    private final List<SerialLoop.Timer> timers = new ArrayList<>();
    private @Nullable Live live;
    private String lastError = "";
    private long messages;

    GeminiTalk(FaceLine line, Resumptions resumptions, Optional<Refusal> stranger, boolean vertex) {
        this.line = line;
        this.resumptions = resumptions;
        this.stranger = stranger;
        this.vertex = vertex;
        this.server = new Server(line);
    }

    /** What there is after the setup. */
    private final class Live {
        final Setup setup;
        final Resumptions.Lineage lineage;
        final Turns turns;
        final CallerInput input;
        boolean complete;

        Live(Setup setup, Resumptions.Lineage lineage) {
            this.setup = setup;
            this.lineage = lineage;
            Calls calls = new Calls(setup.nonBlocking());
            this.turns = new Turns(line, server, setup, calls, this::tellHandle);
            this.input = new CallerInput(line, setup, turns, calls, vertex, this::tellHandle);
        }

        void tellHandle() {
            if (setup.resumable() && turns.idle()) {
                String handle =
                        resumptions.keep(
                                new Resumptions.State(setup.model(), line.conversation(), lineage));
                server.resumable(handle, setup.transparent() ? messages : -1);
            }
        }
    }

    @Override
    public void text(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        guarded(() -> message(bytes));
    }

    /** The same: the service does not mind. */
    @Override
    public void binary(ByteBuffer frame) {
        text(frame);
    }

    private void guarded(Runnable task) {
        try {
            task.run();
        } catch (Refusal e) {
            line.countError();
            line.close(e.code(), e.reason());
        }
    }

    private void message(byte[] bytes) {
        if (stranger.isPresent()) {
            line.services().counters().refused.increment();
            throw stranger.get();
        }
        JsonNode message;
        try {
            message = GeminiShapes.camel(Json.parse(bytes));
        } catch (JacksonException e) {
            throw new Refusal(Refusal.INVALID, "Invalid JSON payload received.");
        }
        String kind = GeminiShapes.check(message);
        JsonNode what = message.path(kind);
        if ("setup".equals(kind) != (live == null)) {
            throw Refusal.invalidArgument();
        }
        if (live == null) {
            setUp(Setup.of(what));
            return;
        }
        messages++;
        CallerInput input = live.input;
        switch (kind) {
            case "realtimeInput" -> input.realtime(what);
            case "clientContent" -> input.content(what);
            case "toolResponse" -> input.toolResponse(what);
            default -> update(what);
        }
    }

    private void setUp(Setup setup) {
        List<String> items = List.of();
        Resumptions.Lineage lineage = new Resumptions.Lineage();
        if (setup.handle().isPresent()) {
            Resumptions.State state = resumptions.resume(setup.handle().get(), setup.model());
            items = state.items();
            lineage = state.lineage();
        }
        live = new Live(setup, lineage);
        line.begin(setup.model().substring(setup.model().lastIndexOf('/') + 1));
        Retelling.tell(line, items);
        ObjectNode update = Json.object().put("type", "session.update");
        update.set("session", setup.session());
        line.send(update);
        Duration limit = line.services().options().maxSession();
        Duration half = limit.dividedBy(2);
        Duration warning = WARNING.compareTo(half) < 0 ? WARNING : half;
        timers.add(line.loop().schedule(() -> server.goAway(warning), limit.minus(warning)));
    }

    /** A change of instructions and tools, which the newest clients can send. */
    private void update(JsonNode context) {
        ObjectNode update = Json.object().put("type", "session.update");
        ObjectNode session = update.putObject("session").put("type", "realtime");
        if (context.has("systemInstruction")) {
            session.put("instructions", Contents.text(context.path("systemInstruction")));
        }
        JsonNode tools = context.path("tools");
        if (!tools.isMissingNode()) {
            JsonNode list = tools.isArray() ? tools : tools.path("tools");
            session.set(
                    "tools", Setup.tools(list, Objects.requireNonNull(live).setup.nonBlocking()));
        }
        line.send(update);
    }

    @Override
    public void event(ObjectNode event) {
        Live now = live;
        if (now == null) {
            return;
        }
        String type = Json.string(event, "type", "");
        if ("session.updated".equals(type) && !now.complete) {
            now.complete = true;
            server.setupComplete();
            now.tellHandle();
        } else if ("error".equals(type)) {
            guarded(() -> error(now, event.path("error")));
        } else {
            guarded(() -> now.turns.event(type, event));
        }
    }

    private void error(Live now, JsonNode error) {
        lastError = Json.string(error, "message", "");
        switch (Json.string(error, "code", "")) {
            case "conversation_already_has_active_response" -> now.turns.busy();
            case "response_cancel_not_active",
                    "input_audio_buffer_commit_empty",
                    "session_expired" -> {
                // the service would not say a word
            }
            default -> {
                if (ProtocolException.INVALID_REQUEST.equals(Json.string(error, "type", ""))) {
                    throw Refusal.invalidArgument();
                }
            }
        }
    }

    @Override
    public boolean fault(Fault fault) {
        if (fault instanceof Fault.GoAway away) {
            server.goAway(away.timeLeft());
            timers.add(
                    line.loop()
                            .schedule(() -> line.close(Refusal.FAILED, EXPIRED), away.timeLeft()));
            return true;
        }
        if (fault instanceof Fault.Close close) {
            line.close(close.code(), close.reason());
            return true;
        }
        return false;
    }

    @Override
    public void closing(int code, String reason) {
        line.close(Refusal.FAILED, code == 1001 ? EXPIRED : lastError);
    }

    @Override
    public void closed() {
        timers.forEach(SerialLoop.Timer::cancel);
        if (live != null) {
            live.turns.closed();
            live.lineage.left();
        }
    }

    /** The rate that a MIME type names, or the service's own. */
    static AudioFormat format(String mimeType) {
        int at = mimeType.indexOf("rate=");
        String digits = at < 0 ? "" : mimeType.substring(at + 5).replaceAll("\\D.*", "");
        if (!mimeType.startsWith("audio/pcm") || digits.length() > 5) {
            throw Refusal.invalidArgument();
        }
        int rate = digits.isEmpty() ? 16_000 : Integer.parseInt(digits);
        if (rate < 8_000 || rate > 48_000) {
            throw Refusal.invalidArgument();
        }
        return AudioFormat.pcm16(rate);
    }
}
