package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.conformance.BenchLine;
import io.patchbay.tck.conformance.Heard;
import io.patchbay.tck.conformance.ProviderBench;
import io.patchbay.tck.conformance.ServerDialect;
import org.junit.jupiter.api.Test;

/** A short call, told from both ends. */
class AcmeCallTest {

    private static final SessionConfig BRIEF =
            SessionConfig.builder().instructions("Be brief.").build();

    @Test
    void a_caller_asks_and_is_answered_with_the_help_of_a_tool() throws Exception {
        try (ProviderBench bench = new ProviderBench(new AcmeProvider(), AcmeServer::new)) {
            BenchLine line = bench.open(BRIEF);
            assertTrue(line.heard().get(0).toString().contains("Be brief."));
            line.sound(new byte[960]);

            line.say(ServerDialect::callerBegan);
            line.say(ServerDialect::callerStopped);
            line.say(server -> server.heard("When do you open?"));
            line.say(ServerDialect::answerBegins);
            line.say(server -> server.call("c1", "hours", "{}"));
            line.say(ServerDialect::done);

            Item.FunctionCallOutput ten = Item.FunctionCallOutput.of("c1", "At ten.");
            assertEquals(
                    new Heard.ToolOutput("c1", "At ten.", ""),
                    line.send(Command.CreateItem.append(ten)).get(0));

            line.say(ServerDialect::answerBegins);
            line.say(server -> server.words("We open at ten."));
            line.say(server -> server.sound(new byte[960]));
            line.say(ServerDialect::done);
            assertEquals(960, line.sound().length);
            assertEquals(2, line.events(TransportEvent.ResponseDone.class).size());
        }
    }
}
