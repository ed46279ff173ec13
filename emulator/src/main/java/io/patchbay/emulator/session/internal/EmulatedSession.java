package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.PacedSound;
import io.patchbay.emulator.EmulatorOptions;
import io.patchbay.emulator.Fault;
import io.patchbay.emulator.protocol.internal.ClientEvents;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One session, from {@code session.created} to its end. All methods on its loop. */
public final class EmulatedSession {
    private static final System.Logger LOG = System.getLogger(EmulatedSession.class.getName());

    /** What clients may put into one conversation altogether. */
    private static final long MAX_CREATED_BYTES = 512L << 20;

    private final SessionContext context;
    private final Recording recording;
    private final Responses responses;
    private final TurnTaking turns;
    private final ItemEdits items;
    private final McpServers mcpServers;
    private SerialLoop.@Nullable Timer expiry;
    private SerialLoop.@Nullable Timer idle;
    private int frameBytes;
    private long createdBytes;

    /** Prepares a session; nothing is sent before {@link #open}. */
    public EmulatedSession(
            Services services,
            SerialLoop loop,
            Wire wire,
            Recording recording,
            SessionConfig config) {
        this(services, loop, wire, recording, config, Optional.empty());
    }

    private EmulatedSession(
            Services services,
            SerialLoop loop,
            Wire wire,
            Recording recording,
            SessionConfig config,
            Optional<PacedSound> packets) {
        this.recording = recording;
        Outbox outbox = new Outbox(wire, loop, recording, services.counters());
        Conversation conversation =
                new Conversation(Ids.next("conv_"), services.options().retainedAudioBytes());
        context = new SessionContext(services, loop, outbox, config, conversation, packets);
        Transcriber transcriber = new Transcriber(context);
        responses = new Responses(context, transcriber);
        turns = new TurnTaking(context, transcriber, responses);
        items = new ItemEdits(context);
        mcpServers = new McpServers(context);
    }

    /**
     * Prepares a session whose sound does not go over {@code wire}.
     *
     * @param packets takes the sound of its answers
     */
    public static EmulatedSession onCall(
            Services services,
            SerialLoop loop,
            Wire wire,
            Recording recording,
            SessionConfig config,
            PacedSound packets) {
        return new EmulatedSession(services, loop, wire, recording, config, Optional.of(packets));
    }

    /**
     * The packets of a session that was made by {@link #onCall}.
     *
     * @param received how the caller's sound comes: PCM16, mono
     * @throws IllegalStateException for any other session
     */
    public CallMedia media(AudioFormat received) {
        if (context.sound instanceof OutputBuffer out) {
            return new CallMedia(context, turns, out, received);
        }
        throw new IllegalStateException("this session has no packets; make it by onCall()");
    }

    /** Greets a further connection, which takes part in this session from now on. */
    public Sideband attach(Wire wire, Recording from) {
        Outbox.Line line = new Outbox.Line(wire, from);
        context.outbox.attach(line, sessionEvent("session.created"));
        return new Sideband(this, from, line);
    }

    void detach(Outbox.Line line) {
        context.outbox.detach(line);
    }

    /** The session's id. */
    public String id() {
        return context.config.id();
    }

    /** The items of the conversation as JSON, in order, without sound. */
    public List<String> conversation() {
        return context.conversation.items().stream().map(item -> Json.text(item.json())).toList();
    }

    /**
     * From now on words are told a sentence at a time, each before its sound; they run a little
     * ahead of their sound else.
     */
    public void sentencesFirst() {
        context.sentencesFirst = true;
    }

    /** Greets the client and starts the clocks. */
    public void open() {
        sendSession("session.created");
        if (!context.config.transcriptionOnly()) {
            ObjectNode created = context.outbox.event("conversation.created");
            created.putObject("conversation")
                    .put("id", context.conversation.id())
                    .put("object", "realtime.conversation");
            context.outbox.send(created);
        }
        mcpServers.listNew();
        EmulatorOptions options = context.services.options();
        expiry = context.loop.schedule(this::expire, options.maxSession());
        if (!options.idleLimit().isZero()) {
            watchIdle(options.idleLimit());
        }
    }

    /** Refuses the session: an error, then the end. */
    public void refuse(ProtocolException error) {
        context.outbox.error(error, null);
        context.outbox.close(4000, error.type() + "." + error.code());
    }

    /** A text frame of the client. */
    public void receive(ByteBuffer frame) {
        receive(frame, recording);
    }

    void receive(ByteBuffer frame, Recording from) {
        if (context.outbox.closed()) {
            return;
        }
        context.alive();
        frameBytes = frame.remaining();
        from.client(frame);
        byte[] audio = AppendFrame.audioOf(frame);
        if (audio != null) {
            guarded(null, () -> append(audio));
            return;
        }
        JsonNode event;
        try {
            event = Json.parse(bytes(frame));
        } catch (JacksonException e) {
            answer(
                    ProtocolException.invalid(
                            "invalid_event", "The frame is no JSON" + place(e) + ".", null),
                    null);
            return;
        }
        guarded(
                ClientEvents.idOf(event),
                () -> {
                    ClientEvents.check(event);
                    handle(Json.string(event, "type", ""), event);
                });
    }

    /** Sound of the caller that comes without an event, as the input format says. */
    public void receiveAudio(byte[] audio) {
        if (!context.outbox.closed()) {
            context.alive();
            guarded(null, () -> append(audio));
        }
    }

    /** A binary frame of the client, which the protocol does not have. */
    public void receiveBinary() {
        answer(
                ProtocolException.invalid("invalid_event", "Events are text frames of JSON.", null),
                null);
    }

    private static byte[] bytes(ByteBuffer frame) {
        byte[] bytes = new byte[frame.remaining()];
        frame.duplicate().get(bytes);
        return bytes;
    }

    private void guarded(@Nullable String eventId, Runnable task) {
        try {
            task.run();
        } catch (ProtocolException e) {
            answer(e, eventId);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "Session " + id() + " failed on an event", e);
            answer(
                    ProtocolException.of(
                            "server_error", "server_error", "The emulator failed on this event."),
                    eventId);
        }
    }

    private void answer(ProtocolException error, @Nullable String eventId) {
        context.outbox.error(error, eventId);
        if (error.fatal()) {
            context.outbox.close(4000, error.type() + "." + error.code());
        }
    }

    /** Where the reader gave up; what it says itself is about the reader. */
    private static String place(JacksonException e) {
        return e.getLocation() == null ? "" : ", seen at column " + e.getLocation().getColumnNr();
    }

    private void append(byte[] audio) {
        if (audio.length > Json.MAX_APPEND_BYTES) {
            throw ProtocolException.invalidValue(
                    "Invalid 'audio': an append holds at most 15 MiB of sound.", "audio");
        }
        turns.append(audio);
    }

    private void handle(String type, JsonNode event) {
        switch (type) {
            case "session.update" -> update(event.path("session"));
            case "input_audio_buffer.append" -> append(AppendAudio.of(event));
            case "input_audio_buffer.commit" -> {
                turns.commit();
            }
            case "input_audio_buffer.clear" -> turns.clear();
            case "conversation.item.create" -> {
                needConversation(type);
                createdBytes += frameBytes;
                if (createdBytes > MAX_CREATED_BYTES) {
                    throw ProtocolException.invalid(
                            "conversation_too_large",
                            "The conversation holds as much as it may.",
                            "item");
                }
                created(items.create(event));
            }
            case "conversation.item.retrieve" -> items.retrieve(event);
            case "conversation.item.truncate" -> items.truncate(event);
            case "conversation.item.delete" -> items.delete(event);
            case "response.create" -> {
                needConversation(type);
                responses.create(event);
            }
            case "response.cancel" -> responses.cancel(event);
            case "output_audio_buffer.clear" -> context.sound.clear();
            default -> throw new IllegalStateException(type);
        }
    }

    private void needConversation(String type) {
        if (context.config.transcriptionOnly()) {
            throw ProtocolException.invalid(
                    "invalid_event",
                    "A transcription session does not take '" + type + "'.",
                    "type");
        }
    }

    private void update(JsonNode changes) {
        context.config.update(
                changes, new ConfigUpdate.State(context.hasSpoken(), responses.responding()));
        turns.configure();
        sendSession("session.updated");
        mcpServers.listNew();
    }

    private void created(Item item) {
        if (!"mcp_approval_response".equals(item.type())
                || !item.json().path("approve").asBoolean(false)) {
            return;
        }
        Item request =
                context.conversation.approvalRequest(
                        Json.string(item.json(), "approval_request_id", ""));
        if (request != null) {
            responses.runApproved(request);
        }
    }

    private void sendSession(String type) {
        context.outbox.send(sessionEvent(type));
    }

    private ObjectNode sessionEvent(String type) {
        ObjectNode event = context.outbox.event(type);
        event.set("session", context.config.copy());
        return event;
    }

    /** Makes something go wrong. */
    public void inject(Fault fault) {
        if (context.outbox.closed()) {
            return;
        }
        if (fault instanceof Fault.Drop drop) {
            context.outbox.dropAfter(drop.afterAudioDeltas());
        } else if (fault instanceof Fault.Stall stall) {
            context.outbox.stall(stall.length());
            context.sound.stall(stall.length());
        } else if (fault instanceof Fault.Raw raw) {
            context.outbox.raw(raw.frame());
        } else if (fault instanceof Fault.GoAway away) {
            if (expiry != null) {
                expiry.cancel();
            }
            expiry = context.loop.schedule(this::expire, away.timeLeft());
        } else if (fault instanceof Fault.Expire) {
            expire();
        } else if (fault instanceof Fault.FatalError fatal) {
            answer(ProtocolException.fatal(fatal.type(), fatal.code(), fatal.message()), null);
        } else if (fault instanceof Fault.Close close) {
            context.outbox.close(close.code(), close.reason());
        } else {
            context.faults.add(fault);
        }
    }

    private void expire() {
        Duration limit = context.services.options().maxSession();
        String sentence =
                "Your session hit the maximum duration of "
                        + (limit.toSeconds() >= 60
                                ? limit.toMinutes() + " minutes."
                                : limit.toSeconds() + " s.");
        context.outbox.error(
                ProtocolException.of(
                        ProtocolException.INVALID_REQUEST, "session_expired", sentence),
                null);
        end(sentence);
    }

    private void watchIdle(Duration limit) {
        long silent = context.loop.nanoTime() - context.lastFrameNanos();
        Duration left = limit.minusNanos(silent);
        if (left.isNegative() || left.isZero()) {
            end("Nothing was received for " + limit.toSeconds() + " s.");
        } else {
            idle = context.loop.schedule(() -> watchIdle(limit), left);
        }
    }

    private void end(String sentence) {
        abandon();
        context.outbox.close(1001, sentence);
    }

    /** The connection is gone. */
    public void closed() {
        abandon();
        context.outbox.gone();
    }

    private void abandon() {
        responses.abandon();
        turns.abandon();
        if (expiry != null) {
            expiry.cancel();
        }
        if (idle != null) {
            idle.cancel();
        }
    }
}
