package io.patchbay.tck;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.ContentPart;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.Usage;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The usual turns of a conversation as a provider tells them, so that a test reads like the
 * transcript of a call. Names are counted: responses are {@code resp_1}, {@code resp_2} …, items
 * {@code item_1}, {@code item_2} …, and each item follows the one made before it. One object per
 * conversation; not thread-safe.
 *
 * <p>The order of events is that of the OpenAI Realtime protocol.
 */
public final class ScriptedTurns {

    /** What every answer costs. */
    public static final Usage USAGE =
            new Usage(
                    1,
                    new Usage.Tokens(10, 10, 0, 0, 0, 0, 0, 0),
                    new Usage.Tokens(5, 5, 0, 0, 0, 0, 0, 0),
                    Usage.Tokens.NONE,
                    0);

    private final AudioFormat format;
    private final int chunkMillis;
    private int responses;
    private int items;
    private Placement next = Placement.FIRST;

    /** Speech is 24 kHz PCM16 in chunks of 100 ms. */
    public ScriptedTurns() {
        this(AudioFormat.PCM16_24K, 100);
    }

    /** Speech is of this format, in chunks of so many milliseconds. */
    public ScriptedTurns(AudioFormat format, int chunkMillis) {
        this.format = format;
        this.chunkMillis = chunkMillis;
    }

    /** The model writes. */
    public Turn textAnswer(String text) {
        Answer answer = new Answer();
        String response = answer.response;
        String id = answer.item;
        answer.begin(message(id, List.of(), ItemStatus.IN_PROGRESS));
        answer.add(new TransportEvent.TextDelta(response, id, 0, text));
        answer.add(new TransportEvent.TextDone(response, id, 0, text));
        return answer.end(
                message(id, List.of(new ContentPart.OutputText(text)), ItemStatus.COMPLETED));
    }

    /**
     * The model speaks: the transcript first, then so many milliseconds of a tone, in chunks.
     *
     * @param millis how long; the last chunk may be shorter
     */
    public Turn spokenAnswer(String transcript, int millis) {
        Answer answer = new Answer();
        String response = answer.response;
        String id = answer.item;
        answer.begin(message(id, List.of(), ItemStatus.IN_PROGRESS));
        answer.add(new TransportEvent.TranscriptDelta(response, id, 0, transcript));
        for (int from = 0; from < millis; from += chunkMillis) {
            AudioClip clip = tone(format, from, Math.min(chunkMillis, millis - from));
            answer.steps.add(new Turn.Sound(response, id, 0, clip));
        }
        answer.add(new TransportEvent.AudioDone(response, id, 0));
        answer.add(new TransportEvent.TranscriptDone(response, id, 0, transcript));
        return answer.end(message(id, spoken(transcript), ItemStatus.COMPLETED));
    }

    /**
     * The model calls a function.
     *
     * @param callId names the call
     * @param arguments JSON text, possibly broken
     */
    public Turn functionCall(String callId, String name, String arguments) {
        Answer answer = new Answer();
        String response = answer.response;
        String id = answer.item;
        answer.begin(new Item.FunctionCall(id, callId, name, "", ItemStatus.IN_PROGRESS));
        answer.add(new TransportEvent.ArgumentsDelta(response, id, callId, arguments));
        answer.add(new TransportEvent.ArgumentsDone(response, id, callId, name, arguments));
        return answer.end(new Item.FunctionCall(id, callId, name, arguments, ItemStatus.COMPLETED));
    }

    /**
     * What becomes of an answer that is cut: the events that close it, to be played after a part of
     * it.
     *
     * @param answer a spoken answer
     * @param transcript its words so far
     * @param reason {@code turn_detected} or {@code client_cancelled}
     */
    public Turn cut(Turn answer, String transcript, String reason) {
        String response = answer.responseId();
        String id = answer.itemId();
        Item item = message(id, spoken(transcript), ItemStatus.INCOMPLETE);
        return new Turn(
                response,
                id,
                Turn.events(
                                new TransportEvent.AudioDone(response, id, 0),
                                new TransportEvent.TranscriptDone(response, id, 0, transcript),
                                new TransportEvent.ItemDone(item, Placement.END),
                                new TransportEvent.OutputItemDone(response, 0, item),
                                new TransportEvent.ResponseDone(
                                        new Response(
                                                response,
                                                Response.Status.CANCELLED,
                                                reason,
                                                null,
                                                List.of(item),
                                                false,
                                                Map.of(),
                                                USAGE)))
                        .steps());
    }

    /**
     * The caller says something and the server notices: speech, commit, item, transcript. {@code
     * before(SpeechStopped.class)} is its beginning.
     */
    public Turn callerSays(String transcript) {
        String id = nextItem();
        Placement place = place(id);
        Item heard =
                new Item.Message(
                        id,
                        Role.USER,
                        List.of(new ContentPart.InputAudio(null, null)),
                        ItemStatus.COMPLETED);
        return new Turn(
                "",
                id,
                Turn.events(
                                new TransportEvent.SpeechStarted(id, 0),
                                new TransportEvent.SpeechStopped(id, 1_000),
                                new TransportEvent.InputCommitted(id, place),
                                new TransportEvent.ItemAdded(heard, place),
                                new TransportEvent.ItemDone(heard, place),
                                new TransportEvent.InputTranscriptDone(id, 0, transcript, null))
                        .steps());
    }

    /** An item that the session created has entered the conversation, under its own id if any. */
    public Turn accepted(Item item) {
        Item named = item.id().isEmpty() ? item.withId(nextItem()) : item;
        Placement place = place(named.id());
        return new Turn(
                "",
                named.id(),
                Turn.events(
                                new TransportEvent.ItemAdded(named, place),
                                new TransportEvent.ItemDone(named, place))
                        .steps());
    }

    /**
     * So many milliseconds of a tone, which is at no place silent.
     *
     * @param fromMillis where in the tone the clip begins
     */
    public static AudioClip tone(AudioFormat format, long fromMillis, int millis) {
        byte[] bytes = new byte[format.bytes(millis)];
        int start = format.bytes(fromMillis);
        for (int i = 0; i < bytes.length; i++) {
            // never zero, and different from byte to byte: a lost or doubled byte shows
            bytes[i] = (byte) (1 + (start + i) % 97);
        }
        return AudioClip.of(format, bytes);
    }

    private String nextItem() {
        return "item_" + ++items;
    }

    private Placement place(String id) {
        Placement place = next;
        next = Placement.after(id);
        return place;
    }

    private static List<ContentPart> spoken(String transcript) {
        return List.of(new ContentPart.OutputAudio(transcript, null, null));
    }

    private static Item message(String id, List<ContentPart> content, ItemStatus status) {
        return new Item.Message(id, Role.ASSISTANT, content, status);
    }

    private static Response response(
            String id, Response.Status status, List<Item> output, @Nullable Usage usage) {
        return new Response(id, status, null, null, output, false, Map.of(), usage);
    }

    /** A response with one item, being put together. */
    private final class Answer {

        private final String response = "resp_" + ++responses;
        private final String item = nextItem();
        private final Placement place = place(item);
        private final List<Turn.Step> steps = new ArrayList<>();

        void add(TransportEvent event) {
            steps.add(new Turn.Event(event));
        }

        void begin(Item begun) {
            add(
                    new TransportEvent.ResponseStarted(
                            response(response, Response.Status.IN_PROGRESS, List.of(), null)));
            add(new TransportEvent.OutputItemAdded(response, 0, begun));
            add(new TransportEvent.ItemAdded(begun, place));
        }

        Turn end(Item whole) {
            add(new TransportEvent.ItemDone(whole, place));
            add(new TransportEvent.OutputItemDone(response, 0, whole));
            add(
                    new TransportEvent.ResponseDone(
                            response(response, Response.Status.COMPLETED, List.of(whole), USAGE)));
            return new Turn(response, item, steps);
        }
    }
}
