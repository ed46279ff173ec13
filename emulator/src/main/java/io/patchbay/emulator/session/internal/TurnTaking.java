package io.patchbay.emulator.session.internal;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.audio.TurnDetector;
import io.patchbay.audio.VoiceActivityDetector;
import io.patchbay.emulator.model.internal.ModelInput;
import io.patchbay.emulator.protocol.internal.Ids;
import io.patchbay.emulator.protocol.internal.ProtocolException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The user's sound: buffered, cut into turns, committed. */
final class TurnTaking implements TurnDetector.Listener {
    private static final long LEAST_COMMIT_MILLIS = 100;

    /** How much sound before a turn is kept beyond the prefix padding, while nobody speaks. */
    private static final long KEPT_MILLIS = 30_000;

    private final SessionContext context;
    private final InputBuffer buffer;
    private final Transcriber transcriber;
    private final Responses responses;
    private @Nullable TurnDetection detection;
    private @Nullable TurnDetector detector;
    private long detectorEpochMillis;
    private String turnItemId = "";
    private long turnStartMillis;
    private long receivedBytes;
    private SerialLoop.@Nullable Timer idle;

    TurnTaking(SessionContext context, Transcriber transcriber, Responses responses) {
        this.context = context;
        this.transcriber = transcriber;
        this.responses = responses;
        this.buffer = new InputBuffer(context.config.inputFormat());
        configure();
        responses.whenIdle(this::waitForUser);
    }

    /** Takes over what the session's settings say now. */
    void configure() {
        boolean otherFormat = !buffer.format().equals(context.config.inputFormat());
        buffer.format(context.config.inputFormat());
        TurnDetection changed = context.config.turnDetection();
        if (changed == null) {
            detector = null;
            stopIdle();
        } else if (detector == null || otherFormat) {
            VoiceActivityDetector voice =
                    VoiceActivityDetector.forRate(buffer.format().sampleRate());
            detector = new TurnDetector(voice, changed.settings(), this);
            detectorEpochMillis = buffer.endMillis();
        } else {
            detector.settings(changed.settings());
        }
        boolean timeoutChanged =
                detection == null
                        || changed == null
                        || detection.idleTimeoutMillis() != changed.idleTimeoutMillis();
        detection = changed;
        if (timeoutChanged && !responses.responding()) {
            waitForUser();
        }
    }

    /** Sound of the user, as the input format says. */
    void append(byte[] audio) {
        context.services.counters().millisIn.add(buffer.format().millis(audio.length));
        if (buffer.bytes() + audio.length > context.services.options().maxBufferedAudioBytes()) {
            throw ProtocolException.invalid(
                    "input_audio_buffer_full",
                    "The input audio buffer holds as much as it may. Commit or clear it.",
                    "audio");
        }
        take(audio, audio.length);
    }

    /** Sound that comes by itself, as on a call: what is too much pushes out the oldest. */
    void hear(byte[] audio, int length) {
        receivedBytes += length;
        long millis = buffer.format().millis(receivedBytes);
        context.services.counters().millisIn.add(millis);
        receivedBytes -= buffer.format().bytes(millis);
        if (buffer.bytes() + length > context.services.options().maxBufferedAudioBytes()) {
            buffer.keepNewest(buffer.millis() / 3);
        }
        take(audio, length);
    }

    private void take(byte[] audio, int length) {
        buffer.append(audio, length);
        TurnDetector listening = detector;
        if (listening != null) {
            feed(listening, audio, length);
            if (!listening.speaking()) {
                buffer.keepNewest(KEPT_MILLIS + listening.settings().prefixPaddingMillis());
            }
        }
    }

    private void feed(TurnDetector listening, byte[] audio, int length) {
        if (buffer.format().encoding() == AudioFormat.Encoding.PCM16) {
            listening.feed(ByteBuffer.wrap(audio, 0, length)); // half a sample is kept there
        } else {
            byte[] whole = length == audio.length ? audio : Arrays.copyOf(audio, length);
            short[] samples = new AudioClip(whole, buffer.format()).samples();
            listening.feed(samples, 0, samples.length);
        }
    }

    /** The client ends the turn. */
    void commit() {
        if (buffer.millis() < LEAST_COMMIT_MILLIS) {
            throw ProtocolException.invalid(
                    "input_audio_buffer_commit_empty",
                    "The input audio buffer holds "
                            + buffer.millis()
                            + " ms of sound, at least "
                            + LEAST_COMMIT_MILLIS
                            + " ms are needed to commit it.",
                    null);
        }
        String id = takeTurnId();
        cut();
        committed(id, buffer.takeAll());
    }

    /** The client takes its sound back. */
    void clear() {
        turnItemId = "";
        cut();
        buffer.clear();
        context.outbox.send(context.outbox.event("input_audio_buffer.cleared"));
    }

    @Override
    public void speechStarted(long startMillis) {
        stopIdle();
        transcriber.prepare();
        turnItemId = Ids.next("item_");
        turnStartMillis = detectorEpochMillis + startMillis;
        context.outbox.send(
                context.outbox
                        .event("input_audio_buffer.speech_started")
                        .put("audio_start_ms", turnStartMillis)
                        .put("item_id", turnItemId));
        if (detection != null && detection.interruptResponse()) {
            responses.interrupt();
            context.sound.interrupted();
        }
    }

    @Override
    public void speechStopped(long endMillis) {
        long end = detectorEpochMillis + endMillis;
        String id = takeTurnId();
        context.outbox.send(
                context.outbox
                        .event("input_audio_buffer.speech_stopped")
                        .put("audio_end_ms", end)
                        .put("item_id", id));
        committed(id, buffer.take(turnStartMillis, end));
        if (detection != null
                && detection.createResponse()
                && !context.config.transcriptionOnly()) {
            responses.turnEnded(false);
        }
    }

    private String takeTurnId() {
        String id = turnItemId.isEmpty() ? Ids.next("item_") : turnItemId;
        turnItemId = "";
        return id;
    }

    private void cut() {
        if (detector != null) {
            detector.cut();
        }
    }

    private void committed(String id, AudioClip clip) {
        Item item = ItemFactory.userAudio(id, clip);
        add(item);
        transcriber.committed(item);
    }

    private void add(Item item) {
        context.outbox.send(
                context.outbox
                        .event("input_audio_buffer.committed")
                        .put("previous_item_id", context.conversation.lastId())
                        .put("item_id", item.id()));
        context.appendAndTell(item);
        context.conversation.retain(item);
    }

    /** From now on the user is waited for; called when a response is over. */
    private void waitForUser() {
        stopIdle();
        if (detection == null || detection.idleTimeoutMillis() == 0 || !context.hasSpoken()) {
            return;
        }
        Duration wait = context.sound.stillPlaying().plusMillis(detection.idleTimeoutMillis());
        idle = context.loop.schedule(this::idleTimeout, wait);
    }

    private void idleTimeout() {
        idle = null;
        if (detector == null || detector.speaking() || responses.responding()) {
            return;
        }
        String id = Ids.next("item_");
        long start = buffer.startMillis();
        long end = buffer.endMillis();
        context.outbox.send(
                context.outbox
                        .event("input_audio_buffer.timeout_triggered")
                        .put("audio_start_ms", start)
                        .put("audio_end_ms", end)
                        .put("item_id", id));
        cut();
        Item item = ItemFactory.userAudio(id, buffer.takeAll());
        Hearing hearing = item.hearing(0);
        if (hearing != null) {
            hearing.complete(new ModelInput(ModelInput.Kind.SILENCE, ""));
        }
        add(item);
        responses.turnEnded(true);
    }

    private void stopIdle() {
        if (idle != null) {
            idle.cancel();
            idle = null;
        }
    }

    /** The session is over. */
    void abandon() {
        stopIdle();
    }
}
