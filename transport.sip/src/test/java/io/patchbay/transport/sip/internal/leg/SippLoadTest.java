package io.patchbay.transport.sip.internal.leg;

import static io.patchbay.transport.sip.internal.leg.CallFlowTest.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.audio.AudioClip;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.ReconnectPolicy;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.TransportState;
import io.patchbay.audio.G711;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.sip.SipCounters;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransport;
import io.patchbay.tck.ScriptedTransportFactory;
import io.patchbay.tck.ScriptedTurns;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many telephones of others call an agent at once ({@code sipp}; Debian: sip-tester). */
class SippLoadTest {

    private static final int RATE = 8_000;

    /** Louder than whatever a codec makes of silence. */
    private static final int LOUD = 3_000;

    private final CompletableFuture<SipDoor> opened = new CompletableFuture<>();
    private final ScriptedTransportFactory lines = new ScriptedTransportFactory();
    private final SessionOptions options =
            SessionOptions.builder()
                    .agent(RealtimeAgent.builder("concierge").instructions("Help.").build())
                    .reconnect(ReconnectPolicy.NEVER)
                    .line(
                            LineChoice.builder()
                                    .transport("scripted")
                                    .provider("scripted")
                                    .key("k")
                                    .build())
                    .build();
    private final Patchbay patchbay =
            Patchbay.builder()
                    .transport(lines)
                    .provider(new ScriptedProvider())
                    .callRouter(
                            call -> CompletableFuture.completedFuture(new Decision.Accept(options)))
                    .build();

    @TempDir private Path folder;

    @BeforeEach
    void open() {
        SipLegs plug =
                new SipLegs(
                        (name, settings, handler) -> {
                            SipDoor door = SipDoors.open(name, settings, handler);
                            opened.complete(door);
                            return door;
                        });
        // a door of its own, whose counters begin at zero
        Map<String, String> settings = Map.of("port", "0", "name", UUID.randomUUID().toString());
        patchbay.plugIn(PlugIn.callerLegs(plug).settings(settings));
    }

    @AfterEach
    void close() {
        patchbay.close();
    }

    @Test
    void the_calls_of_its_own_scenario_each_get_a_session() throws Exception {
        int calls = 100;
        Process sipp = sipp("-sn", "uac", "-d", "500", "-m", "" + calls, "-r", "50");
        assertAllWell(sipp, () -> {});
        assertNothingIsLeft(calls);
    }

    @Test
    void telephones_that_talk_at_once_are_all_heard() throws Exception {
        int calls = 100;
        String scenario;
        try (InputStream text =
                Objects.requireNonNull(SippLoadTest.class.getResourceAsStream("talks.xml"))) {
            scenario = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path file = folder.resolve("talks.xml");
        Files.writeString(file, scenario.replace("SOUND", tone().toString()));
        Set<ScriptedTransport> spoken = new HashSet<>();
        Process sipp = sipp("-sf", file.toString(), "-m", "" + calls, "-r", "20", "-l", "40");
        assertAllWell(sipp, () -> speak(spoken));
        assertNothingIsLeft(calls);
        assertFalse(spoken.isEmpty(), "nobody was spoken to");
        for (ScriptedTransport line : lines.created()) {
            int loud = loudSamples(line.audio());
            // of two seconds; a quarter of one would be heard as a word
            assertTrue(loud > 24_000 / 4, loud + " samples were heard of a caller");
        }
    }

    /** A second of a tone, in mu-law. */
    private Path tone() throws IOException {
        ByteBuffer linear = ByteBuffer.allocate(2 * RATE).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < RATE; i++) {
            linear.putShort((short) (16_000 * Math.sin(2 * Math.PI * 440 * i / RATE)));
        }
        ByteBuffer law = ByteBuffer.allocate(RATE);
        G711.MU_LAW.encode(linear.flip().order(ByteOrder.LITTLE_ENDIAN), law);
        return Files.write(folder.resolve("tone.ulaw"), law.array());
    }

    private static int loudSamples(List<AudioClip> heard) {
        int loud = 0;
        for (AudioClip clip : heard) {
            ByteBuffer samples = clip.bytes().order(ByteOrder.LITTLE_ENDIAN);
            while (samples.remaining() >= 2) {
                loud += Math.abs(samples.getShort()) > LOUD ? 1 : 0;
            }
        }
        return loud;
    }

    private Process sipp(String... arguments) throws Exception {
        SipDoor door = opened.get(60, TimeUnit.SECONDS);
        List<String> command = new ArrayList<>(List.of("sipp", "-nostdin", "-timeout", "120"));
        command.addAll(List.of("-i", "127.0.0.1", "-mi", "127.0.0.1"));
        command.addAll(List.of(arguments));
        command.add(
                door.listening().stream()
                        .map(uri -> uri.getSchemeSpecificPart().split(";", 2)[0])
                        .findFirst()
                        .orElseThrow());
        try {
            return new ProcessBuilder(command)
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("sipp.txt").toFile())
                    .start();
        } catch (IOException e) {
            throw new IOException("sipp is needed; on Debian: apt-get install sip-tester", e);
        }
    }

    /** Says something to each caller who was heard and has had no answer yet. */
    private void speak(Set<ScriptedTransport> spoken) {
        for (ScriptedTransport line : lines.created()) {
            if (!spoken.contains(line)
                    && !line.audio().isEmpty()
                    && line.playFrom(1, new ScriptedTurns().spokenAnswer("We are here.", 500))) {
                spoken.add(line);
            }
        }
    }

    /** Waits for its end, and does something again and again meanwhile. */
    private void assertAllWell(Process sipp, Runnable meanwhile) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(150);
        while (!sipp.waitFor(20, TimeUnit.MILLISECONDS)) {
            if (System.nanoTime() > end) {
                sipp.destroy();
                throw new AssertionError("sipp does not end\n" + output());
            }
            meanwhile.run();
        }
        assertEquals(0, sipp.exitValue(), this::output);
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("sipp.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void assertNothingIsLeft(int calls) throws Exception {
        SipDoor door = opened.get(60, TimeUnit.SECONDS);
        eventually("all sessions are closed", () -> patchbay.sessions().isEmpty());
        eventually("no call is up", () -> door.counters().calls() == 0);
        SipCounters counted = door.counters();
        assertEquals(calls, counted.offered());
        assertEquals(0, counted.refusedByLimit());
        assertEquals(0, counted.malformed());
        assertEquals(calls, lines.created().size(), "sessions");
        for (ScriptedTransport line : lines.created()) {
            assertEquals(1, line.connects().size());
            assertEquals(TransportState.DISCONNECTED, line.state());
        }
        eventually(
                "nobody holds the plug",
                () -> patchbay.plugs().stream().allMatch(plug -> plug.users() == 0));
    }
}
