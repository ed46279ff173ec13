package org.example.acme;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.patchbay.api.history.Item;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.session.Response;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AcmeCodecTest {

    private final Wire wire = new Wire(SessionConfig.builder().instructions("Be brief.").build());
    private final AcmeCodec codec = new AcmeCodec();

    private void server(String... messages) {
        for (String message : messages) {
            codec.decode(ByteBuffer.wrap(message.getBytes(StandardCharsets.UTF_8)), WireKind.TEXT);
        }
    }

    @Test
    void the_line_is_ready_when_the_server_has_taken_the_configuration() {
        codec.open(wire);
        assertEquals("{\"type\":\"configure\",\"instructions\":\"Be brief.\"}", wire.sent.get(0));
        assertEquals(0, wire.ready);
        server("{\"type\":\"configured\"}", "{\"type\":\"configured\"}");
        assertEquals(1, wire.ready);
    }

    @Test
    void an_answer_has_words_sound_and_an_end() {
        codec.open(wire);
        server(
                "{\"type\":\"begin\",\"answer\":\"a1\"}",
                "{\"type\":\"words\",\"answer\":\"a1\",\"text\":\"Good \"}");
        codec.decode(ByteBuffer.wrap(new byte[960]), WireKind.BINARY);
        server(
                "{\"type\":\"words\",\"answer\":\"a1\",\"text\":\"day.\"}",
                "{\"type\":\"end\",\"answer\":\"a1\"}");
        assertEquals("said-a1 20 ms", wire.sounds.get(0));
        Response done = wire.last(TransportEvent.ResponseDone.class).response();
        assertEquals(Response.Status.COMPLETED, done.status());
        assertEquals("Good day.", ((Item.Message) done.output().get(0)).text());
    }

    @Test
    void a_call_is_part_of_the_answer_and_its_output_goes_back() {
        codec.open(wire);
        server(
                "{\"type\":\"begin\",\"answer\":\"a1\"}",
                "{\"type\":\"call\",\"answer\":\"a1\",\"call\":\"c1\",\"name\":\"time\",\"arguments\":\"{}\"}",
                "{\"type\":\"end\",\"answer\":\"a1\"}");
        Response done = wire.last(TransportEvent.ResponseDone.class).response();
        assertEquals("time", ((Item.FunctionCall) done.output().get(0)).name());
        codec.encode(Command.CreateItem.append(Item.FunctionCallOutput.of("c1", "noon")));
        assertEquals("{\"type\":\"result\",\"call\":\"c1\",\"output\":\"noon\"}", wire.sent.get(1));
    }

    @Test
    void what_cannot_be_understood_is_told_and_never_thrown() {
        codec.open(wire);
        server("no JSON", "{\"type\":\"words\",\"answer\":\"none\",\"text\":\"\"}", "[]");
        assertEquals(3, wire.count(TransportEvent.Rejected.class));
        server("{\"type\":\"news\"}");
        assertEquals("news", wire.last(TransportEvent.Extension.class).type());
    }

    @Test
    void a_fatal_error_ends_the_line() {
        codec.open(wire);
        server("{\"type\":\"error\",\"message\":\"no money left\",\"fatal\":true}");
        assertTrue(wire.failed.get(0).summary().contains("no money left"));
    }
}
