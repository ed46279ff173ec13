package io.patchbay.transport.sip.internal.leg;

import static io.patchbay.transport.sip.internal.leg.CallFlowTest.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.plug.PlugKind;
import io.patchbay.api.session.LegPolicy;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.api.transport.DialRequest;
import io.patchbay.api.transport.DialedCall;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The examples of {@code docs/sip.md}, as they stand there. */
class SipGuideTest {

    private final SessionOptions options =
            SessionOptions.builder()
                    .agent(RealtimeAgent.builder("concierge").instructions("Help.").build())
                    .line(
                            LineChoice.builder()
                                    .transport("scripted")
                                    .provider("scripted")
                                    .key("k")
                                    .build())
                    .build();

    private Patchbay patchbay(Map<String, String> settings) {
        Patchbay patchbay =
                Patchbay.builder()
                        .services(getClass().getClassLoader())
                        .configure(PlugKind.CALLER_LEG, "sip", settings)
                        .callRouter(
                                call ->
                                        CompletableFuture.completedFuture(
                                                call.metadata()
                                                                .getOrDefault("from", "")
                                                                .contains("anonymous")
                                                        ? new Decision.Refuse(
                                                                433, "tell us who you are")
                                                        : new Decision.Accept(options)))
                        .build();
        patchbay.plugIn(PlugIn.transport(new ScriptedTransportFactory()));
        patchbay.plugIn(PlugIn.provider(new ScriptedProvider()));
        eventually("the door opens", () -> Telephones.isOpen(settings.getOrDefault("name", "")));
        return patchbay;
    }

    @Test
    void a_router_answers_or_refuses() throws Exception {
        try (Patchbay patchbay = patchbay(Map.of("port", "0", "name", "guide"));
                UdpPhone anna = UdpPhone.call(Telephones.address("guide"))) {
            eventually("she is answered", anna::isUp);
            assertEquals(1, patchbay.calls().answered());
            try (UdpPhone stranger = UdpPhone.anonymous(Telephones.address("guide"))) {
                assertEquals(433, stranger.end());
            }
        }
    }

    @Test
    void somebody_is_called() throws Exception {
        int port = freePort();
        Map<String, String> settings =
                Map.of(
                        "port",
                        String.valueOf(port),
                        "name",
                        "dialling",
                        "dial-targets",
                        "sip:*@127.0.0.1:" + port);
        // the other end is the same door: an agent talks with an agent
        try (Patchbay patchbay = patchbay(settings)) {
            DialedCall call =
                    patchbay.dial(
                            DialRequest.of("sip", URI.create("sip:anna@127.0.0.1:" + port)),
                            options);
            call.answered().toCompletableFuture().get(60, TimeUnit.SECONDS);
            assertEquals(2, patchbay.sessions().size());
        }
    }

    /** A port that is free for both carriers. */
    private static int freePort() throws IOException {
        for (int i = 0; i < 100; i++) {
            try (ServerSocket tcp = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    DatagramSocket udp =
                            new DatagramSocket(
                                    tcp.getLocalPort(), InetAddress.getLoopbackAddress())) {
                return udp.getLocalPort();
            } catch (BindException e) {
                continue; // somebody has this one for datagrams
            }
        }
        throw new IOException("no port is free for TCP and UDP");
    }

    @Test
    void people_take_over_when_the_model_dies() {
        LegPolicy policy = LegPolicy.transferringTo(URI.create("sip:people@example.org"));
        assertEquals(LegPolicy.ModelGone.TRANSFER, policy.modelGone());
    }
}
