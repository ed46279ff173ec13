package io.patchbay.emulator.session.internal;

import io.patchbay.emulator.model.internal.Tokens;
import io.patchbay.emulator.protocol.internal.Json;
import io.patchbay.emulator.speech.Sentences;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * A spoken message, made sentence by sentence: while one is sent the next one is made. The words
 * run a little ahead of the sound, as the provider's do.
 */
final class SpokenStep implements OutputStep {
    private static final long TEXT_AHEAD_MILLIS = 500;

    private final ResponseRun run;
    private final SessionContext context;
    private final OutputItem output;
    private final Pacer pacer;
    private final SpeechOut.Manner manner;
    private final boolean cut;
    private final Deque<String> sentences;
    private final StringBuilder transcript = new StringBuilder();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private final int chunkBytes;
    private long soundBytes;
    private SoundOut.@Nullable Voice voice;
    private @Nullable Sentence current;
    private @Nullable Sentence ready;
    private boolean making;
    private boolean over;

    /** A sentence that is being sent. */
    private static final class Sentence {
        final SpeechOut.Spoken spoken;
        int bytes;
        int chars;

        Sentence(SpeechOut.Spoken spoken) {
            this.spoken = spoken;
        }
    }

    SpokenStep(ResponseRun run, String text) {
        this.run = run;
        this.context = run.context();
        this.output = new OutputItem(run, ItemFactory.assistant());
        this.pacer = new Pacer(context);
        ResponseRequest request = run.request();
        this.manner =
                new SpeechOut.Manner(
                        request.voiceName(), request.speed(), context.sound.format(request));
        String allowed = run.allowed(text);
        this.cut = allowed.length() < text.length();
        this.sentences = new ArrayDeque<>(Sentences.split(allowed));
        this.chunkBytes = manner.format().bytes(context.services.options().audioDelta().toMillis());
    }

    @Override
    public void start() {
        output.open();
        output.item().addPart(Json.object().put("type", "output_audio").put("transcript", ""));
        part("response.content_part.added", "");
        voice = context.sound.begin(output);
        advance();
    }

    /** Has the next sentence made, unless one is ready. */
    private void make() {
        if (making || ready != null || sentences.isEmpty()) {
            return;
        }
        making = true;
        context.services
                .speech()
                .speak(sentences.remove(), manner, context.loop, this::made, this::failed);
    }

    private void made(SpeechOut.Spoken spoken) {
        making = false;
        if (!over) {
            ready = new Sentence(spoken);
            if (current == null) {
                advance();
            }
        }
    }

    private void failed(RuntimeException failure) {
        if (!over) {
            run.fail(
                    "server_error",
                    "server_error",
                    "Speech could not be made: " + failure.getMessage());
        }
    }

    /** Goes over to the sentence that is ready, waits for it, or ends. */
    private void advance() {
        current = ready;
        ready = null;
        make();
        if (current != null) {
            pacer.next(this::chunk);
        } else if (!making) {
            complete();
        }
    }

    private void chunk() {
        Sentence sentence = current;
        if (sentence == null) {
            return;
        }
        byte[] bytes = sentence.spoken.sound().bytes();
        int end = Math.min(bytes.length, sentence.bytes + chunkBytes);
        boolean last = end == bytes.length;
        long ahead = manner.format().millis(end) + TEXT_AHEAD_MILLIS;
        boolean all = last || context.sentencesFirst;
        text(sentence, all ? sentence.spoken.text().length() : sentence.spoken.textEndAt(ahead));
        if (end > sentence.bytes) {
            sound(Arrays.copyOfRange(bytes, sentence.bytes, end));
            sentence.bytes = end;
        }
        if (last) {
            advance();
        } else {
            pacer.next(this::chunk);
        }
    }

    private void sound(byte[] piece) {
        long millis = manner.format().millis(piece.length);
        soundBytes += piece.length;
        if (soundBytes <= context.services.options().retainedAudioBytes()) {
            sound.writeBytes(piece);
        } else {
            sound.reset(); // too much to be kept: the item will have no sound to retrieve
        }
        output.item().generated(0, manner.format().millis(soundBytes));
        context.spoke();
        if (voice != null) {
            voice.say(piece, millis);
        }
        pacer.sent(millis);
    }

    private void text(Sentence sentence, int end) {
        if (end > sentence.chars) {
            String delta = sentence.spoken.text().substring(sentence.chars, end);
            sentence.chars = end;
            transcript.append(delta);
            output.send(
                    output.partEvent("response.output_audio_transcript.delta").put("delta", delta));
        }
    }

    private void complete() {
        over = true;
        close(cut ? "incomplete" : "completed");
        if (cut) {
            run.cutShort();
        } else {
            run.proceed();
        }
    }

    @Override
    public void stop() {
        abandon();
        close("incomplete");
    }

    @Override
    public void abandon() {
        over = true;
        pacer.stop();
    }

    private void close(String status) {
        String text = transcript.toString();
        Item item = output.item();
        if (sound.size() > 0) {
            item.audio(0, new AudioClip(sound.toByteArray(), manner.format()));
        }
        ObjectNode content = item.part(0);
        if (content != null && !item.truncated(0)) {
            content.put("transcript", text);
        }
        run.produced(
                Tokens.ofText(text).plus(Tokens.ofOutputAudio(manner.format().millis(soundBytes))));
        output.send(output.partEvent("response.output_audio.done"));
        output.send(
                output.partEvent("response.output_audio_transcript.done").put("transcript", text));
        part("response.content_part.done", text);
        output.close(status);
    }

    private void part(String type, String text) {
        ObjectNode event = output.partEvent(type);
        event.putObject("part").put("type", "audio").put("transcript", text);
        output.send(event);
    }
}
