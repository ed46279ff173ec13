package io.patchbay.bench.internal.codec;

import io.patchbay.api.provider.RealtimeCodec.WireKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One message of the wire, one event of the API, and back. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {

    private static final int CHUNK = 960;
    private static final String PLACE =
            "\"event_id\":\"event_AbCdEfGhIjKlMnOpQrStU\",\"response_id\":\"resp_AbCdEfGhIjKlMnOpQrStU\","
                    + "\"item_id\":\"item_AbCdEfGhIjKlMnOpQrStU\",\"output_index\":0,\"content_index\":0,";

    private final NoLine line = NoLine.openai();
    private final byte[] sound = sound();
    private final ByteBuffer chunk = ByteBuffer.wrap(sound);
    private final ByteBuffer audio =
            message(
                    "{\"type\":\"response.output_audio.delta\","
                            + PLACE
                            + "\"delta\":\""
                            + Base64.getEncoder().encodeToString(sound)
                            + "\"}");
    private final ByteBuffer transcript =
            message(
                    "{\"type\":\"response.output_audio_transcript.delta\","
                            + PLACE
                            + "\"delta\":\" and the train leaves\"}");
    private final ByteBuffer item =
            message(
                    "{\"type\":\"conversation.item.added\",\"event_id\":\"event_AbCdEfGhIjKlMnOpQrStU\","
                            + "\"previous_item_id\":\"item_AbCdEfGhIjKlMnOpQrStT\",\"item\":{"
                            + "\"id\":\"item_AbCdEfGhIjKlMnOpQrStU\",\"object\":\"realtime.item\","
                            + "\"type\":\"message\",\"status\":\"completed\",\"role\":\"user\",\"content\":["
                            + "{\"type\":\"input_text\",\"text\":\"When does the next train leave?\"}]}}");

    private static byte[] sound() {
        byte[] bytes = new byte[CHUNK];
        for (int i = 0; i < CHUNK; i += 2) {
            int sample = (int) (Math.sin(i * 0.031) * 9_000 + Math.sin(i * 0.17) * 3_000);
            bytes[i] = (byte) sample;
            bytes[i + 1] = (byte) (sample >> 8);
        }
        return bytes;
    }

    private static ByteBuffer message(String json) {
        return ByteBuffer.wrap(json.getBytes(StandardCharsets.UTF_8));
    }

    /** A delta of 20 ms of sound becomes a chunk. */
    @Benchmark
    public int decodeAudioDelta() {
        line.codec.decode(audio.rewind(), WireKind.TEXT);
        return line.sound;
    }

    /** A few words of the agent become an event. */
    @Benchmark
    public Object decodeTranscriptDelta() {
        line.codec.decode(transcript.rewind(), WireKind.TEXT);
        return Objects.requireNonNull(line.last);
    }

    /** A message enters the conversation. */
    @Benchmark
    public Object decodeItemAdded() {
        line.codec.decode(item.rewind(), WireKind.TEXT);
        return Objects.requireNonNull(line.last);
    }

    /** A chunk of 20 ms becomes a message. */
    @Benchmark
    public boolean encodeAudio() {
        return line.codec.encodeAudio(chunk.rewind());
    }
}
