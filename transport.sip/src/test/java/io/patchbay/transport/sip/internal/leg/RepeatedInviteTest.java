package io.patchbay.transport.sip.internal.leg;

import static io.patchbay.transport.sip.internal.leg.CallFlowTest.eventually;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.agent.RealtimeAgent;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.transport.CallRouter.Decision;
import io.patchbay.runtime.Patchbay;
import io.patchbay.runtime.PlugIn;
import io.patchbay.tck.ScriptedProvider;
import io.patchbay.tck.ScriptedTransportFactory;
import java.net.URI;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** An INVITE that comes again, because the network doubles packets or a telephone is in doubt. */
class RepeatedInviteTest {

    private final String name = UUID.randomUUID().toString();
    private final AtomicInteger offered = new AtomicInteger();
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

    @Test
    void it_is_one_call_before_and_after_it_was_answered() throws Exception {
        ScriptedTransportFactory lines =
                new ScriptedTransportFactory().prepare(line -> line.openByHand(true));
        try (Patchbay patchbay =
                Patchbay.builder()
                        .transport(lines)
                        .provider(new ScriptedProvider())
                        .callRouter(
                                call -> {
                                    offered.incrementAndGet();
                                    return CompletableFuture.completedFuture(
                                            new Decision.Accept(options));
                                })
                        .build()) {
            patchbay.plugIn(
                    PlugIn.callerLegs(new SipLegs()).settings(Map.of("port", "0", "name", name)));
            eventually("the door opens", () -> Telephones.isOpen(name));
            URI address = Telephones.address(name);
            try (UdpPhone anna = UdpPhone.call(address)) {
                eventually("it rings", () -> anna.came.contains("SIP/2.0 180 Ringing"));
                anna.again();
                eventually("it hears so again", () -> ringing(anna) > 1);
                eventually(
                        "the model is asked for",
                        () -> lines.created().size() == 1 && !lines.last().connects().isEmpty());
                lines.last().accept();
                eventually("it is answered", anna::isUp);
                anna.again();
                // what comes after it has been dealt with, so it has been
                try (UdpPhone bob = UdpPhone.call(address)) {
                    eventually("the next one is offered", () -> ringing(bob) > 0);
                    bob.giveUp();
                    bob.end();
                }
                assertEquals(2, offered.get(), "two callers");
                eventually("one call is left", () -> patchbay.sessions().size() == 1);
                assertTrue(anna.isUp(), "it went on");
                assertTrue(
                        anna.came.stream().noneMatch(line -> line.matches("SIP/2.0 [3-6].*")),
                        () -> "" + anna.came);
            }
        }
    }

    private static long ringing(UdpPhone phone) {
        return phone.came.stream().filter("SIP/2.0 180 Ringing"::equals).count();
    }
}
