package io.patchbay.runtime.internal.session;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.session.Usage;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedCall;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.Turn;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A model's server as far as one connection sees it: it keeps its own conversation, hears turns in
 * the caller's sound, answers at several times the speed of speech, and what it tells arrives late.
 * It knows nothing of the session but what the line carries.
 */
final class SoakServer {
    /** What happens at the server in general, over all its connections. */
    static final class Totals {
        int ids;
        int turns;
        int responses;
        int calls;
        int refusals;
        int interruptions;

        /** Calls of completed responses, as far as the client was told: each needs an output. */
        final Set<String> due = new HashSet<>();

        /** What it cost, as far as the client was told. */
        Usage usage = Usage.NONE;
    }

    private record Delivery(long at, Turn.Step step) {}

    private record Transcript(long at, String itemId) {}

    private static final int SILENT_FRAMES = 10;
    private static final AudioClip CHUNK = sound(240);

    final SoakConversation conversation = new SoakConversation();
    private final ScriptedTransport line;
    private final Random random;
    private final Totals totals;
    private final Consumer<Object> told;
    private final ArrayDeque<Delivery> onTheWay = new ArrayDeque<>();
    private final ArrayDeque<Transcript> transcripts = new ArrayDeque<>();
    private SessionConfig config = SessionConfig.EMPTY;
    private long now;
    private long lastArrival;
    private @Nullable SoakAnswer active;
    private @Nullable String turn;
    private int silentFrames;

    /**
     * Waits for the line to stand.
     *
     * @param told hears what is taken and told, for the story of a failure
     */
    SoakServer(ScriptedTransport line, Random random, Totals totals, Consumer<Object> told) {
        this.told = told;
        this.line = line;
        this.random = random;
        this.totals = totals;
    }

    private static AudioClip sound(int millis) {
        byte[] bytes = new byte[AudioFormat.PCM16_24K.bytes(millis)];
        Arrays.fill(bytes, (byte) 7);
        return AudioClip.of(AudioFormat.PCM16_24K, bytes);
    }

    ScriptedTransport line() {
        return line;
    }

    /** Whether nothing happens there, and nothing is on its way. */
    boolean quiet() {
        return active == null && turn == null && onTheWay.isEmpty() && transcripts.isEmpty();
    }

    boolean answering() {
        return active != null;
    }

    boolean hearing() {
        return turn != null;
    }

    /** Twenty milliseconds go by. */
    void tick(long time) {
        now = time;
        for (ScriptedCall call : line.drain()) {
            if (call instanceof ScriptedCall.Connect connect) {
                config = connect.config();
            } else if (call instanceof ScriptedCall.Sound sound) {
                hear(sound.clip());
            } else if (call instanceof ScriptedCall.Sent sent) {
                take(sent.command());
            }
        }
        SoakAnswer answer = active;
        if (answer != null && answer.goesOn(now)) {
            active = null;
        }
        while (!transcripts.isEmpty() && transcripts.getFirst().at <= now) {
            transcribe(transcripts.removeFirst().itemId);
        }
        while (!onTheWay.isEmpty() && onTheWay.getFirst().at <= now) {
            deliver(onTheWay.removeFirst().step);
        }
    }

    private void deliver(Turn.Step step) {
        if (step instanceof Turn.Event event) {
            told.accept(event.event());
        }
        if (step instanceof Turn.Event event
                && event.event() instanceof TransportEvent.ResponseDone done) {
            Usage usage = done.response().usage();
            if (usage != null) {
                totals.usage = totals.usage.plus(usage.ofResponse(done.response().status()));
            }
            if (done.response().status() == Response.Status.COMPLETED) {
                for (Item item : done.response().output()) {
                    if (item instanceof Item.FunctionCall call) {
                        totals.due.add(call.callId());
                    }
                }
            }
        }
        line.play(Turn.of(step));
    }

    void tell(TransportEvent event) {
        tell(new Turn.Event(event));
    }

    private void tell(Turn.Step step) {
        lastArrival = Math.max(lastArrival, now + 10 + random.nextInt(60));
        onTheWay.addLast(new Delivery(lastArrival, step));
    }

    void speak(String responseId, String itemId) {
        tell(new Turn.Sound(responseId, itemId, 0, CHUNK));
    }

    static int chunkMillis() {
        return 240;
    }

    String nextId(String kind) {
        return kind + ++totals.ids;
    }

    // ---- the caller's sound

    private void hear(AudioClip frame) {
        boolean voice = frame.bytes().get(0) != 0;
        if (voice) {
            silentFrames = 0;
            if (turn == null) {
                turn = nextId("turn_");
                totals.turns++;
                tell(new TransportEvent.SpeechStarted(turn, now));
                if (active != null && interrupts()) {
                    totals.interruptions++;
                    cancel("turn_detected");
                }
            }
        } else if (turn != null && ++silentFrames >= SILENT_FRAMES) {
            committed(turn);
            turn = null;
        }
    }

    private void committed(String id) {
        Item said =
                new Item.Message(
                        id,
                        Role.USER,
                        List.of(new ContentPart.InputAudio(null, null)),
                        ItemStatus.COMPLETED);
        tell(new TransportEvent.SpeechStopped(id, now));
        Placement place = conversation.append(said);
        tell(new TransportEvent.InputCommitted(id, place));
        tell(new TransportEvent.ItemAdded(said, place));
        tell(new TransportEvent.ItemDone(said, place));
        transcripts.addLast(new Transcript(now + 100 + random.nextInt(600), id));
        if (active == null && responds()) {
            answer(Map.of());
        }
    }

    private void transcribe(String itemId) {
        if (random.nextInt(30) == 0) {
            tell(
                    new TransportEvent.InputTranscriptFailed(
                            itemId, 0, error("transcription_failed", null)));
            return;
        }
        String words = "The caller said " + itemId;
        if (conversation.transcribed(itemId, words)) {
            tell(new TransportEvent.InputTranscriptDone(itemId, 0, words, null));
        }
    }

    private boolean responds() {
        return config.value(ConfigField.TURN_DETECTION)
                .map(detection -> !Boolean.FALSE.equals(detection.createResponse()))
                .orElse(false);
    }

    private boolean interrupts() {
        return config.value(ConfigField.TURN_DETECTION)
                .map(TurnDetection::interruptResponse)
                .map(on -> !Boolean.FALSE.equals(on))
                .orElse(false);
    }

    // ---- commands

    private void take(Command command) {
        told.accept(command);
        if (command instanceof Command.UpdateSession update) {
            config = config.with(update.change());
        } else if (command instanceof Command.CreateItem create) {
            create(create);
        } else if (command instanceof Command.DeleteItem delete) {
            if (conversation.delete(delete.itemId())) {
                tell(new TransportEvent.ItemDeleted(delete.itemId()));
            } else {
                refuse("item_delete_invalid_item_id", command);
            }
        } else if (command instanceof Command.TruncateItem truncate) {
            if (conversation.truncate(truncate.itemId(), truncate.audioEndMillis())) {
                tell(
                        new TransportEvent.ItemTruncated(
                                truncate.itemId(), 0, truncate.audioEndMillis()));
            } else {
                refuse("invalid_value", command);
            }
        } else if (command instanceof Command.CreateResponse create) {
            if (active != null) {
                refuse("conversation_already_has_active_response", command);
            } else {
                answer(create.options().metadata());
            }
        } else if (command instanceof Command.CancelResponse cancel) {
            SoakAnswer answer = active;
            if (answer == null
                    || cancel.responseId() != null && !cancel.responseId().equals(answer.id)) {
                refuse("response_cancel_not_active", command);
            } else {
                cancel("client_cancelled");
            }
        } else {
            throw new AssertionError("the server does not know " + command);
        }
    }

    private void create(Command.CreateItem create) {
        Item item =
                create.item().id().isEmpty() ? create.item().withId(nextId("own_")) : create.item();
        if (conversation.item(item.id()) != null) {
            refuse("item_create_invalid_item_id", create);
            return;
        }
        Placement place = conversation.put(item, create.placement());
        if (place == null) {
            refuse("item_create_invalid_previous_item_id", create);
            return;
        }
        tell(new TransportEvent.ItemAdded(item, place));
        tell(new TransportEvent.ItemDone(item, place));
    }

    private void refuse(String code, Command command) {
        totals.refusals++;
        tell(new TransportEvent.Error(error(code, command.id())));
    }

    private static ProviderError error(String code, @Nullable String commandId) {
        return new ProviderError(
                "invalid_request_error",
                code,
                "no",
                null,
                commandId,
                ProviderError.Severity.RECOVERABLE);
    }

    // ---- answers

    private void answer(Map<String, String> metadata) {
        totals.responses++;
        active = new SoakAnswer(this, nextId("resp_"), metadata, random, tools(), now);
    }

    private List<String> tools() {
        return config.value(ConfigField.TOOLS).orElse(List.of()).stream()
                .map(ToolDefinition::name)
                .toList();
    }

    private void cancel(String reason) {
        SoakAnswer answer = active;
        active = null;
        if (answer != null) {
            answer.end(Response.Status.CANCELLED, reason);
        }
    }

    void called() {
        totals.calls++;
    }
}
