package io.patchbay.sip.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipState;
import io.patchbay.sip.internal.Peer.Message;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Calls that end although nobody hangs up. */
class CallEndsTest extends DoorTest {

    private static final String OFFER = ScriptedSounds.description("first");

    private final HandTimers timers = new HandTimers(EventLoops.shared().next());

    private SharedSipDoor shared(SipSettings settings, Sounds through) throws Exception {
        return SharedSipDoor.bind(
                "127.0.0.1", settings, UUID.randomUUID().toString(), timers, through);
    }

    private static SipSettings.Builder datagrams() {
        return SipSettings.builder().carriers(Set.of(SipSettings.Carrier.UDP));
    }

    @Test
    void an_answer_that_nobody_confirms_ends_the_call_with_bye() throws Exception {
        SipSettings settings = datagrams().build();
        SharedSipDoor shared = shared(settings, sounds);
        try (SipDoor door = shared.open("door", settings, invitations::add)) {
            PeerCall far = new PeerCall(peer(door)).send("INVITE", OFFER);
            Owner owner = new Owner();
            SipCall call = invitation().take(loop, owner);
            CompletableFuture<Void> answered = on(call::answer);
            far.answer(200, "INVITE");
            timers.pass(Duration.ofSeconds(20));
            far.answer(200, "INVITE"); // still in doubt
            assertEquals(SipState.UP, call.state());
            timers.pass(Duration.ofSeconds(13)); // 64*T1 are over (RFC 3261 §13.3.1.4)
            far.peer.respond(far.request("BYE"), 200);
            assertEquals(
                    new SipEnd(SipEnd.Cause.LOST, 408, "the answer was not confirmed"),
                    owner.ended());
            assertThrows(ExecutionException.class, () -> answered.get(60, TimeUnit.SECONDS));
        } finally {
            shared.end();
        }
    }

    @Test
    void a_call_without_sound_ends_and_not_while_it_is_held() throws Exception {
        SipSettings settings = datagrams().mediaTimeout(Duration.ofMinutes(10)).build();
        SharedSipDoor shared = shared(settings, new PacketSounds());
        HandTimers ours = new HandTimers(EventLoops.shared().next());
        try (SipDoor door = shared.open("door", settings, invitations::add);
                DatagramSocket sound = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            PeerCall far = new PeerCall(peer(door)).send("INVITE", offer(sound, 1, "sendrecv"));
            Owner owner = new Owner();
            SipCall call = invitation().take(ours, owner);
            ours.execute(call::answer);
            far.answer(200, "INVITE");
            far.ack();
            assertEquals("answered", owner.next());

            reinvite(far, offer(sound, 2, "sendonly"));
            assertEquals("hold", owner.next());
            ours.pass(Duration.ofMinutes(60));
            looked(ours);
            reinvite(far, offer(sound, 3, "sendrecv"));
            assertEquals("resume", owner.next());
            ours.pass(Duration.ofMinutes(5));
            looked(ours);
            assertEquals(SipState.UP, call.state());

            ours.pass(Duration.ofMinutes(6));
            far.peer.respond(far.request("BYE"), 200);
            assertEquals(new SipEnd(SipEnd.Cause.LOST, 0, "no sound for 600 s"), owner.ended());
        } finally {
            shared.end();
        }
    }

    private static void reinvite(PeerCall far, String offer) throws Exception {
        far.send("INVITE", offer);
        far.answer(200, "INVITE");
        far.ack();
    }

    private static String offer(DatagramSocket sound, int version, String direction) {
        return "v=0\r\no=- 1 "
                + version
                + " IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio "
                + sound.getLocalPort()
                + " RTP/AVP 0\r\na="
                + direction
                + "\r\n";
    }

    /** Waits until sound has looked at the clock: what is due later on its loop comes later. */
    private static void looked(HandTimers ours) throws Exception {
        CompletableFuture<Void> later = new CompletableFuture<>();
        ours.execute(() -> ours.schedule(() -> later.complete(null), Duration.ofMillis(200)));
        later.get(60, TimeUnit.SECONDS);
    }

    @Test
    void calls_are_hung_up_when_a_container_stops_the_bundle() throws Exception {
        Up up = up(peer(door()));
        CompletableFuture<Void> stopped =
                CompletableFuture.runAsync(() -> new SharedSipDoorsComponent().deactivate());
        Message bye = up.far().request("BYE");
        assertTrue(bye.header("Reason").contains("going down"), bye.text());
        up.far().peer.respond(bye, 200);
        assertEquals(SipEnd.Cause.LOCAL, up.owner().ended().cause());
        stopped.get(60, TimeUnit.SECONDS);
    }

    @Test
    void calls_are_hung_up_when_the_process_is_told_to_end() throws Exception {
        String path = System.getProperty("java.class.path");
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("surefire.test.class.path", path),
                                DoorProcess.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try (BufferedReader said =
                new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            URI address = URI.create(Objects.requireNonNull(said.readLine(), "no address"));
            try (Peer peer = new Peer(address);
                    DatagramSocket sound =
                            new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                PeerCall far = new PeerCall(peer).send("INVITE", offer(sound, 1, "sendrecv"));
                far.answer(200, "INVITE");
                far.ack();
                process.toHandle().destroy(); // SIGTERM, with its streams left open
                peer.respond(far.request("BYE"), 200);
                assertTrue(process.waitFor(60, TimeUnit.SECONDS), "it does not end");
            }
        } finally {
            process.destroyForcibly();
        }
    }
}
