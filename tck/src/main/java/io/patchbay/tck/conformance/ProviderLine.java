package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.transport.Command;
import org.junit.jupiter.api.Test;

/** The life of a codec: one for each line, ready once, silent in the end. */
@Contract({RealtimeCodec.class, CodecContext.class})
abstract class ProviderLine extends ProviderKit {

    @Test
    void a_codec_is_ready_when_the_opening_is_accepted() throws Exception {
        connector(
                connector -> {
                    CodecLine early = new CodecLine(connector.openCodec());
                    early.open();
                    require(
                            opening().isEmpty() || early.ready == 0,
                            "a line is not ready before the provider has said so",
                            () -> "ready() was called by open()",
                            "wait for its answer");
                    CodecLine line = opened(connector);
                    opening().forEach(line::receive);
                    require(
                            line.ready == 1,
                            "ready() is called once in the life of a line",
                            () -> line.ready + " times, when the answers came again",
                            "remember that it was called");
                });
    }

    @Test
    void each_connection_has_a_codec_of_its_own() throws Exception {
        connector(
                connector -> {
                    RealtimeCodec one = connector.openCodec();
                    RealtimeCodec other = connector.openCodec();
                    require(
                            one != other,
                            "openCodec makes a new codec: one per connection",
                            () -> "it returned the same object twice",
                            "make one with each call");
                    CodecLine line = opened(connector);
                    opened(connector).codec.close();
                    line.codec.encode(Command.Raw.of("{}"));
                    require(
                            line.sent.size() == 1,
                            "the end of one line leaves the codec of another alone",
                            () -> line.sent.size() + " messages were sent after it",
                            "keep nothing of a line outside of its codec");
                });
    }

    @Test
    void a_closed_codec_is_silent() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    line.codec.close();
                    int before = line.told();
                    messages().keySet().forEach(line::receive);
                    require(
                            line.told() == before && line.loop.timers() == 0,
                            "after close a codec tells nothing and has no timers",
                            () -> line.events + " and " + line.loop.timers() + " timers",
                            "drop both in close");
                });
    }
}
