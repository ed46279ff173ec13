package io.patchbay.sip.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.EventLoops;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipDoor;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipEnd.Cause;
import io.patchbay.sip.SipRegistration.State;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.SipState;
import io.patchbay.sip.SipTarget;
import io.patchbay.sip.internal.Peer.Message;
import io.patchbay.sip.internal.signal.Locator;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers of one name, of which the first do not serve (RFC 3263 §4.3). */
class FailoverTest extends DoorTest {

    private static final String ANSWER = ScriptedSounds.description("theirs");
    private static final String HOME = "office.example";

    /** Between the last message to who is silent and the next to who is not. */
    private static final Duration SILENCE = Duration.ofSeconds(8);

    private final Map<String, List<String>> zone = new ConcurrentHashMap<>();
    private final HandTimers timers = new HandTimers(EventLoops.shared().next());
    private final List<AutoCloseable> open = new ArrayList<>();
    private final Owner owner = new Owner();

    private final Locator locator =
            new Locator(
                    new Locator.Records() {
                        @Override
                        public List<String> of(String name, String type) {
                            return zone.getOrDefault(type + " " + name, List.of());
                        }

                        @Override
                        public InetAddress[] addresses(String host) throws UnknownHostException {
                            return new InetAddress[] {InetAddress.getByName("127.0.0.1")};
                        }
                    });

    /** A door on a clock of the test, for datagrams. */
    private SipDoor door(List<Peer> servers, List<SipSettings.Registration> registrations)
            throws IOException {
        SipSettings settings =
                SipSettings.builder()
                        .carriers(Set.of(SipSettings.Carrier.UDP))
                        .registrations(registrations)
                        .build();
        return door(servers, settings, timers);
    }

    /** A door for streams, too. */
    private SipDoor streamDoor(List<Peer> servers) throws IOException {
        return door(servers, SipSettings.builder().build(), EventLoops.shared().next());
    }

    private SipDoor door(List<Peer> servers, SipSettings settings, SerialLoop on)
            throws IOException {
        String name = UUID.randomUUID().toString();
        SharedSipDoor shared = SharedSipDoor.bind("127.0.0.1", settings, name, on, sounds, locator);
        open.add(shared::end);
        SipDoor door = shared.open("door", settings, invitations::add);
        for (Peer server : servers) {
            server.towards(
                    door.listening().stream()
                            .filter(each -> each.toString().endsWith("udp"))
                            .findFirst()
                            .orElseThrow());
        }
        return door;
    }

    /** So many servers, the best first. */
    private List<Peer> servers(int count) throws IOException {
        List<Peer> servers = new ArrayList<>();
        List<String> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Peer server = new Peer(URI.create("sip:127.0.0.1:9"));
            open.add(server);
            servers.add(server);
            records.add(record(i, server.port()));
        }
        zone.put("SRV _sip._udp." + HOME, records);
        return servers;
    }

    private static String record(int priority, int port) {
        return priority + " 0 " + port + " server." + HOME + ".";
    }

    private SipCall call(SipDoor door, String parameters) {
        return door.call(
                new SipTarget(
                        URI.create("sip:bob@" + HOME + parameters),
                        URI.create("sip:agent@example.org"),
                        "agent",
                        Secret.of("secret"),
                        Map.of(),
                        Duration.ofMinutes(5)),
                loop,
                owner);
    }

    private SipCall call(List<Peer> servers) throws IOException {
        return call(door(servers, List.of()), "");
    }

    private static Message next(Peer server, String method, long number)
            throws InterruptedException {
        return server.await(
                method + " " + number, each -> each.isRequest(method) && each.number() == number);
    }

    /** The server takes the call, and hangs up. */
    private void complete(Peer server, Message invite) throws Exception {
        server.respond(invite, 200, "Contact: " + server.contact(), ANSWER);
        server.request("ACK");
        assertEquals("answered", owner.next());
        PeerCall.called(server, invite).send("BYE").answer(200, "BYE");
        assertEquals(Cause.REMOTE, owner.ended().cause());
    }

    /** Nothing was sent to it: what had been would be there before this answer. */
    private static void heardNothing(Peer server) throws Exception {
        new PeerCall(server).send("OPTIONS").answer(200, "OPTIONS");
        assertEquals(List.of(), server.passed());
    }

    @AfterEach
    void end() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @Test
    void a_call_goes_to_the_next_server_when_the_first_is_overloaded() throws Exception {
        List<Peer> servers = servers(2);
        call(servers);
        Message first = servers.get(0).request("INVITE");
        servers.get(0).respond(first, 503, "Retry-After: 120");
        servers.get(0).request("ACK");
        Message second = servers.get(1).request("INVITE");
        assertEquals(first.first(), second.first());
        assertEquals(first.header("Call-ID"), second.header("Call-ID"));
        assertEquals(first.body(), second.body());
        assertNotEquals(first.header("Via"), second.header("Via"));
        assertTrue(second.number() > first.number());
        complete(servers.get(1), second);
    }

    @Test
    void a_call_goes_to_the_next_server_when_the_first_is_silent() throws Exception {
        List<Peer> servers = servers(2);
        call(servers);
        servers.get(0).request("INVITE");
        timers.pass(SILENCE);
        complete(servers.get(1), servers.get(1).request("INVITE"));
    }

    @Test
    void the_last_server_has_all_the_time_there_is() throws Exception {
        List<Peer> servers = servers(1);
        SipCall call = call(servers);
        Message invite = servers.get(0).request("INVITE");
        timers.pass(SILENCE.multipliedBy(3));
        servers.get(0).await("it comes again", each -> each.text().equals(invite.text()));
        assertEquals(SipState.RINGING, call.state());
        complete(servers.get(0), invite);
    }

    @Test
    void a_server_at_which_it_rings_is_not_left() throws Exception {
        List<Peer> servers = servers(2);
        call(servers);
        Message invite = servers.get(0).request("INVITE");
        servers.get(0).respond(invite, 180, "Contact: " + servers.get(0).contact());
        assertEquals("ringing", owner.next());
        timers.pass(Duration.ofSeconds(60));
        complete(servers.get(0), invite);
        heardNothing(servers.get(1));
    }

    @Test
    void a_refusal_is_not_taken_elsewhere() throws Exception {
        List<Peer> servers = servers(2);
        call(servers);
        servers.get(0).respond(servers.get(0).request("INVITE"), 486);
        assertEquals(486, owner.ended().status());
        heardNothing(servers.get(1));
    }

    @Test
    void four_servers_are_tried_and_the_last_says_why() throws Exception {
        List<Peer> servers = servers(5);
        call(servers);
        for (Peer server : servers.subList(0, 4)) {
            server.respond(server.request("INVITE"), 503);
        }
        SipEnd end = owner.ended();
        assertEquals(Cause.REFUSED, end.cause());
        assertEquals(503, end.status());
        heardNothing(servers.get(4));
    }

    /** A port at which nobody listens any more. */
    private static int deadPort() throws IOException {
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return gone.getLocalPort();
        }
    }

    @Test
    void a_server_that_takes_no_connection_is_left() throws Exception {
        try (ServerSocket there = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            zone.put(
                    "SRV _sip._tcp." + HOME,
                    List.of(record(0, deadPort()), record(1, there.getLocalPort())));
            call(streamDoor(List.of()), ";transport=tcp");
            there.setSoTimeout(60_000);
            try (Socket taken = there.accept()) {
                taken.setSoTimeout(60_000);
                byte[] begin = taken.getInputStream().readNBytes(6);
                assertEquals("INVITE", new String(begin, StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void a_server_over_another_carrier_does_not_stand_in() throws Exception {
        List<Peer> servers = servers(1);
        zone.put("SRV _sip._tcp." + HOME, List.of(record(0, deadPort())));
        zone.put(
                "NAPTR " + HOME,
                List.of(
                        "10 10 \"s\" \"SIP+D2T\" \"\" _sip._tcp." + HOME + ".",
                        "20 10 \"s\" \"SIP+D2U\" \"\" _sip._udp." + HOME + "."));
        call(streamDoor(servers), "");
        assertEquals(Cause.LOST, owner.ended().cause());
        heardNothing(servers.get(0));
    }

    @Test
    void each_server_has_its_own_proof() throws Exception {
        List<Peer> servers = servers(2);
        call(servers);
        Message plain = servers.get(0).request("INVITE");
        servers.get(0).respond(plain, 401, challenge("n1"));
        Message proven = next(servers.get(0), "INVITE", 2);
        assertTrue(proven.header("Authorization").contains("n1"));
        servers.get(0).respond(proven, 503);
        Message anew = servers.get(1).request("INVITE");
        assertEquals("", anew.header("Authorization"));
        servers.get(1).respond(anew, 401, challenge("n2"));
        Message again = next(servers.get(1), "INVITE", 4);
        assertTrue(again.header("Authorization").contains("n2"));
        complete(servers.get(1), again);
    }

    private static String challenge(String nonce) {
        return "WWW-Authenticate: Digest realm=\"office\", nonce=\"" + nonce + "\"";
    }

    @Test
    void a_call_that_is_taken_back_goes_nowhere_else() throws Exception {
        List<Peer> servers = servers(2);
        SipCall call = call(servers);
        Message invite = servers.get(0).request("INVITE");
        servers.get(0).respond(invite, 180, "Contact: " + servers.get(0).contact());
        assertEquals("ringing", owner.next());
        loop.execute(() -> call.end(487, "enough"));
        servers.get(0).respond(servers.get(0).request("CANCEL"), 200);
        servers.get(0).respond(invite, 503);
        servers.get(0).request("ACK");
        assertEquals(Cause.LOCAL, owner.ended().cause());
        heardNothing(servers.get(1));
    }

    // ---- registrations

    private SipDoor registering(List<Peer> servers) throws IOException {
        SipSettings.Registration registration =
                new SipSettings.Registration(
                        URI.create("sip:" + HOME),
                        URI.create("sip:agent@" + HOME),
                        "agent",
                        Secret.of("secret"),
                        Duration.ofSeconds(300));
        return door(servers, List.of(registration));
    }

    private static void await(SipDoor door, State state) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (door.registrations().stream().noneMatch(each -> each.state() == state)) {
            if (System.nanoTime() > end) {
                throw new AssertionError(state + " is not reached: " + door.registrations());
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void an_address_is_registered_at_the_next_registrar_and_later_at_the_first_again()
            throws Exception {
        List<Peer> servers = servers(3);
        SipDoor door = registering(servers);
        Message first = servers.get(0).request("REGISTER");
        timers.pass(SILENCE);
        Message second = servers.get(1).request("REGISTER");
        assertEquals(first.first(), second.first());
        assertEquals(first.header("Contact"), second.header("Contact"));
        servers.get(1).respond(second, 503, "Retry-After: 120");
        Message third = servers.get(2).request("REGISTER");
        servers.get(2).respond(third, 200, "Contact: " + third.header("Contact"));
        await(door, State.REGISTERED);
        timers.pass(Duration.ofSeconds(300));
        Message refresh = next(servers.get(0), "REGISTER", third.number() + 1);
        servers.get(0).respond(refresh, 200, "Contact: " + refresh.header("Contact"));
    }

    @Test
    void a_registration_that_no_registrar_takes_waits_as_long_as_the_last_one_says()
            throws Exception {
        List<Peer> servers = servers(2);
        SipDoor door = registering(servers);
        servers.get(0).respond(servers.get(0).request("REGISTER"), 503, "Retry-After: 5");
        Message last = servers.get(1).request("REGISTER");
        servers.get(1).respond(last, 503, "Retry-After: 90");
        await(door, State.FAILED);
        assertEquals(503, door.registrations().get(0).status());
        timers.pass(Duration.ofSeconds(180));
        Message again = next(servers.get(0), "REGISTER", last.number() + 1);
        servers.get(0).respond(again, 200, "Expires: 120");
        await(door, State.REGISTERED);
    }
}
