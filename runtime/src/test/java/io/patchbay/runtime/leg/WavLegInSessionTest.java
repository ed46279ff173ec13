package io.patchbay.runtime.leg;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionEvent;
import io.patchbay.api.session.SessionListener;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CloseReason;
import io.patchbay.audio.WavReader;
import io.patchbay.runtime.Patchbay;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import io.patchbay.tck.VirtualLoop;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file that asks and a file that is answered into, as {@code talk --in --out} does it. */
class WavLegInSessionTest {

    private static final AudioFormat FORMAT = AudioFormat.PCM16_24K;

    private final VirtualLoop loop = new VirtualLoop();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final ScriptedTurns turns = new ScriptedTurns();
    private final List<String> events = new ArrayList<>();

    @TempDir Path folder;

    @Test
    void a_question_goes_out_in_real_time_and_the_answer_is_heard_in_full() throws Exception {
        byte[] question = bytes(ScriptedTurns.tone(FORMAT, 0, 300));
        Path out = folder.resolve("answer.wav");
        Patchbay patchbay =
                Patchbay.builder()
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .loops(() -> loop)
                        .workers(Runnable::run)
                        .build();
        RealtimeSession session = connected(patchbay);
        WavLeg leg =
                WavLeg.builder()
                        .workers(Runnable::run)
                        .input(PcmSource.raw(new ByteArrayInputStream(question), FORMAT))
                        .output(out)
                        .open();
        session.addLeg(leg);
        loop.run();
        ScriptedTransport line = lines.last();

        loop.advance(Duration.ofMillis(500));
        byte[] sent = sent(line);
        assertEquals(FORMAT.bytes(500), sent.length);
        assertArrayEquals(question, Arrays.copyOf(sent, question.length));
        assertTrue(leg.inputEnded().toCompletableFuture().isDone());

        line.play(turns.spokenAnswer("It opens at ten.", 1_000));
        loop.advance(Duration.ofMillis(1_500));
        assertEquals(List.of("leg wav up", "playback started", "playback ended"), events);
        assertEquals(FORMAT.bytes(2_000), sent(line).length);

        session.close(CloseReason.NORMAL);
        loop.run();
        leg.written().toCompletableFuture().get();
        byte[] heard = read(out);
        byte[] expected = new byte[FORMAT.bytes(2_000)];
        byte[] answer = bytes(ScriptedTurns.tone(FORMAT, 0, 1_000));
        System.arraycopy(answer, 0, expected, FORMAT.bytes(500), answer.length);
        assertArrayEquals(expected, heard);
        patchbay.close();
    }

    private RealtimeSession connected(Patchbay patchbay) {
        RealtimeSession session =
                patchbay.open(
                        SessionOptions.builder()
                                .line(
                                        io.patchbay.api.session.LineChoice.builder()
                                                .transport("scripted")
                                                .provider("scripted")
                                                .key("test")
                                                .build())
                                .build());
        session.listenInline(
                new SessionListener() {
                    @Override
                    public void onEvent(SessionEvent event) {
                        if (event instanceof SessionEvent.LegUp up) {
                            events.add("leg " + up.kind() + " up");
                        } else if (event instanceof SessionEvent.PlaybackStarted) {
                            events.add("playback started");
                        } else if (event instanceof SessionEvent.PlaybackEnded) {
                            events.add("playback ended");
                        }
                    }
                });
        session.connect();
        loop.run();
        return session;
    }

    private static byte[] sent(ScriptedTransport line) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        line.audio().forEach(clip -> all.writeBytes(bytes(clip)));
        return all.toByteArray();
    }

    private static byte[] bytes(AudioClip clip) {
        byte[] bytes = new byte[clip.size()];
        clip.bytes().get(bytes);
        return bytes;
    }

    private static byte[] read(Path file) throws Exception {
        try (WavReader reader = WavReader.open(file)) {
            ByteBuffer all = ByteBuffer.allocate((int) reader.remaining().orElseThrow());
            reader.read(all);
            return all.array();
        }
    }
}
