package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipDoors;
import io.patchbay.sip.SipHandler;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipTarget;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Calls with sipp, a far end that others wrote; not one may fail. */
class SippTest {

    @TempDir private Path folder;

    private static SipDoor open(SipHandler handler) throws IOException {
        return SipDoors.open(
                UUID.randomUUID().toString(),
                SipSettings.builder().codecs(List.of("PCMU", "PCMA")).build(),
                handler);
    }

    private static void answering(io.patchbay.sip.SipInvitation invitation) {
        SerialLoop loop = EventLoops.shared().next();
        loop.execute(() -> invitation.take(loop, new Owner()).answer());
    }

    private Process sipp(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("sipp", "-nostdin", "-timeout", "120"));
        command.addAll(List.of("-i", "127.0.0.1", "-mi", "127.0.0.1"));
        command.addAll(List.of(arguments));
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

    private void assertAllWell(Process sipp) throws Exception {
        assertTrue(sipp.waitFor(150, TimeUnit.SECONDS), "sipp does not end");
        assertEquals(0, sipp.exitValue(), () -> output());
    }

    private String output() {
        try {
            return Files.readString(folder.resolve("sipp.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String at(SipDoor door) {
        return door.listening().get(0).getSchemeSpecificPart().split(";")[0];
    }

    private Path scenario(String name) throws IOException {
        Path file = folder.resolve(name + ".xml");
        try (InputStream text =
                Objects.requireNonNull(
                        SippTest.class.getResourceAsStream("/sipp/" + name + ".xml"))) {
            Files.copy(text, file);
        }
        return file;
    }

    @ParameterizedTest
    @CsvSource({"u1, 200", "t1, 50"})
    void its_calls_are_answered(String transport, String calls) throws Exception {
        try (SipDoor door = open(SippTest::answering)) {
            assertAllWell(
                    sipp(
                            "-sn", "uac", "-t", transport, "-m", calls, "-r", "50", "-d", "300",
                            at(door)));
            assertEquals(0, door.counters().refusedByLimit());
        }
    }

    @ParameterizedTest
    @CsvSource({"hold, 50", "late-offer, 50"})
    void its_calls_change_as_they_should(String scenario, String calls) throws Exception {
        try (SipDoor door = open(SippTest::answering)) {
            assertAllWell(
                    sipp("-sf", scenario(scenario).toString(), "-m", calls, "-r", "25", at(door)));
        }
    }

    @Test
    void it_gives_up_while_it_rings() throws Exception {
        try (SipDoor door =
                open(invitation -> invitation.take(EventLoops.shared().next(), new Owner()))) {
            assertAllWell(
                    sipp("-sf", scenario("cancel").toString(), "-m", "50", "-r", "25", at(door)));
        }
    }

    @Test
    void it_answers_our_calls() throws Exception {
        int calls = 50;
        int port;
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        try (SipDoor door = open(invitation -> invitation.refuse(486, "busy", null))) {
            Process sipp = sipp("-sn", "uas", "-p", Integer.toString(port), "-m", "" + calls);
            URI address = URI.create("sip:uas@127.0.0.1:" + port);
            List<CompletableFuture<?>> ends = new ArrayList<>();
            for (int i = 0; i < calls; i++) {
                SerialLoop loop = EventLoops.shared().next();
                Owner owner = new Owner();
                ends.add(owner.end);
                SipCall call = door.call(SipTarget.of(address), loop, owner);
                assertEquals("ringing", owner.next());
                assertEquals("answered", owner.next());
                call.end(603, "that is all");
            }
            CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new))
                    .get(60, TimeUnit.SECONDS);
            assertAllWell(sipp);
        }
    }
}
