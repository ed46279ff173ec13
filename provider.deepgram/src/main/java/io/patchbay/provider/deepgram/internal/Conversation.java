package io.patchbay.provider.deepgram.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.transport.TransportListener;
import io.patchbay.dialect.Answers;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Who says what. The service names nothing: sound, words and calls are told apart by their order.
 *
 * <p>What is known of the order: the caller's words, then the model's, then its sound, then the end
 * of the sound. What nobody promises: that no sound of an old answer comes after the caller was
 * noticed. So sound is dropped from there on until the service says who speaks next.
 *
 * <p>A request for functions ends the answer that makes it, since the service waits for what they
 * come to. Should sound that belongs to words before it come later, it is an answer of its own,
 * without words. On the loop.
 */
final class Conversation {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]{8}");

    private final TransportListener listener;
    private final AudioFormat format;
    private final LongSupplier heardMillis;
    private final WholeSamples samples;
    private final Injected injected = new Injected();
    private final Calls calls;
    private String name;
    private Answers answers;
    private CallerTurn turn;
    private @Nullable String worded;
    private long own;
    private boolean stale;
    private boolean owed;

    /**
     * Nobody has said anything.
     *
     * @param format of the model's sound
     * @param heardMillis how much of the caller's sound was sent
     */
    Conversation(
            TransportListener listener, AudioFormat format, LongSupplier heardMillis, Calls calls) {
        this.listener = listener;
        this.format = format;
        this.heardMillis = heardMillis;
        this.calls = calls;
        samples = new WholeSamples(format.frameBytes());
        name = "dg-" + UUID.randomUUID().toString().substring(0, 8);
        answers = new Answers(listener, format, name);
        turn = new CallerTurn(listener, name, heardMillis);
    }

    /** Before anything is said: the service's id of the line, which begins the ids made here. */
    void named(String requestId) {
        Matcher begin = NAME.matcher(requestId);
        if (begin.lookingAt()) {
            name = "dg-" + begin.group();
            answers = new Answers(listener, format, name);
            turn = new CallerTurn(listener, name, heardMillis);
        }
    }

    /** An id for an item that was made on this side. */
    String ownId() {
        return name + "-own-" + ++own;
    }

    Injected injected() {
        return injected;
    }

    Calls calls() {
        return calls;
    }

    /** Whether the model has said anything on this line. */
    boolean heard() {
        return answers.heard();
    }

    /** The service was told something that it answers by itself. */
    void answerOwed() {
        owed = true;
    }

    /** Whether the service answers now, or will without being asked. */
    boolean answers() {
        return owed || answers.running();
    }

    void callerSpeaks() {
        // what was typed is speech to the service; here it must not barge in on its own answer
        if (!injected.mayBeTyped()) {
            turn.started();
            if (owed) {
                begin(Map.of()); // it will not come: what is said now is answered
            }
        }
        answers.cancelled("turn_detected", null);
        samples.reset();
        stale = true;
    }

    void callerSaid(String words) {
        stale = false;
        if (injected.wasTyped(words)) {
            turn.stopped(); // it may have counted as speech, and is in the conversation already
        } else {
            turn.said(words);
        }
    }

    void agentThinks() {
        turn.stopped();
    }

    void agentBegins() {
        stale = false;
        injected.noticed();
        turn.stopped();
    }

    void agentSaid(String words) {
        agentBegins();
        Map<String, String> marks = injected.marksOf(words);
        if (!marks.isEmpty()) {
            answers.complete(null); // what was said before is not what was given
        }
        begin(marks);
        String id = answers.id();
        boolean more = id != null && id.equals(worded) && !words.startsWith(" ");
        answers.words(more ? " " + words : words);
        worded = answers.id();
    }

    /** Sound, valid during the call. */
    void sound(ByteBuffer bytes) {
        if (stale) {
            return;
        }
        if (!answers.running()) {
            begin(owed ? Map.of() : injected.marksOfNext());
        }
        answers.sound(samples.of(bytes));
    }

    void agentDone() {
        if (!stale) {
            samples.reset();
            answers.complete(null);
        }
    }

    /** The model wants a function called here; {@link #callsDone} ends the answer. */
    void call(String callId, String name, String arguments) {
        turn.actedUpon();
        begin(Map.of());
        calls.made(callId, name);
        answers.call(callId, name, arguments);
    }

    void callsDone() {
        answers.complete(null);
    }

    private void begin(Map<String, String> marks) {
        if (!answers.running()) {
            owed = false;
            answers.begin(marks);
        }
    }
}
