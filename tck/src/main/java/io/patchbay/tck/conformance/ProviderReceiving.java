package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What becomes of messages, understood or not, hostile or damaged. */
@Contract({RealtimeCodec.class, TransportEvent.class})
abstract class ProviderReceiving extends ProviderSending {

    private static final int FUZZED = 20_000;
    private static final long SEED = Long.getLong("patchbay.tck.seed", 20_261_121L);

    @Test
    void messages_become_events() throws Exception {
        connector(
                connector ->
                        messages()
                                .forEach(
                                        (message, kind) -> {
                                            for (boolean direct : List.of(false, true)) {
                                                requireUnderstood(
                                                        opened(connector), message, kind, direct);
                                            }
                                        }));
    }

    private static void requireUnderstood(
            CodecLine line, String message, Class<? extends TransportEvent> kind, boolean direct) {
        try {
            line.receive(message.getBytes(StandardCharsets.UTF_8), WireKind.TEXT, direct);
        } catch (RuntimeException e) {
            throw Finding.of(
                    "a message becomes the event that it means, from any kind of buffer",
                    (direct ? "from a direct buffer: " : "") + Finding.shown(e),
                    "read the buffer by its methods unless hasArray() says that it has an array",
                    e);
        }
        require(
                line.events.stream().anyMatch(kind::isInstance),
                "a message becomes the event that it means, from any kind of buffer",
                () -> Finding.brief(message) + " became " + line.events,
                "tell the listener a " + kind.getSimpleName());
    }

    @Test
    void a_message_is_used_during_the_call_only() throws Exception {
        connector(
                connector -> {
                    for (String message : messages().keySet()) {
                        CodecLine plain = opened(connector);
                        plain.receive(message);
                        CodecLine again = opened(connector);
                        again.receive(message);
                        CodecLine spoilt = opened(connector);
                        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
                        spoilt.codec.decode(ByteBuffer.wrap(bytes), WireKind.TEXT);
                        Arrays.fill(bytes, (byte) 'x');
                        spoilt.loop.run();
                        require(
                                alike(plain.events, again.events, spoilt.events),
                                "a wire message is valid during the call of decode only",
                                () ->
                                        Finding.brief(message)
                                                + " became "
                                                + plain.events
                                                + ", and "
                                                + spoilt.events
                                                + " when its buffer was used again after the call",
                                "read it during the call, and copy what is needed later");
                    }
                });
    }

    /** Whether a third line heard the same as two others; ids that a codec makes up differ. */
    private static boolean alike(
            List<TransportEvent> one, List<TransportEvent> other, List<TransportEvent> third) {
        String[] first = one.toString().split("[^\\w-]+");
        String[] second = other.toString().split("[^\\w-]+");
        String[] seen = third.toString().split("[^\\w-]+");
        boolean same = first.length == second.length && first.length == seen.length;
        for (int i = 0; same && i < first.length; i++) {
            same = first[i].equals(seen[i]) || !first[i].equals(second[i]);
        }
        return same;
    }

    @Test
    void unknown_messages_are_passed_on() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    line.receive("{\"type\":\"kit.of.tomorrow\",\"value\":{\"n\":[1,2]}}");
                    require(
                            line.failures.isEmpty()
                                    && line.events.stream()
                                            .anyMatch(
                                                    event ->
                                                            event
                                                                            instanceof
                                                                            TransportEvent.Extension
                                                                    || event
                                                                            instanceof
                                                                            TransportEvent
                                                                                    .Rejected),
                            "a message of an unknown kind becomes an Extension or a Rejected",
                            () -> line.events + ", failed " + line.failures,
                            "pass it on; providers add kinds at any time");
                });
    }

    @Test
    void hostile_messages_are_rejected_and_nothing_worse() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    for (byte[] message : HostileWire.texts()) {
                        requireContained(line, message, WireKind.TEXT, "hostile");
                    }
                    requireContained(line, new byte[] {0, 1, 2, -1}, WireKind.BINARY, "hostile");
                    messages()
                            .forEach(
                                    (message, kind) ->
                                            requireUnderstood(line, message, kind, false));
                });
    }

    private static void requireContained(
            CodecLine line, byte[] message, WireKind kind, String where) {
        int before = line.told();
        Throwable thrown = null;
        try {
            line.receive(message, kind, false);
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            thrown = e;
        }
        Throwable seen = thrown;
        boolean silent = where.equals("hostile") && line.told() == before;
        require(
                seen == null && !silent,
                "what cannot be understood becomes a Rejected, never an exception, never nothing",
                () ->
                        where
                                + " "
                                + kind
                                + " "
                                + HexFormat.of()
                                        .formatHex(
                                                Arrays.copyOf(
                                                        message, Math.min(80, message.length)))
                                + " ("
                                + message.length
                                + " bytes): "
                                + (seen == null ? "nothing was told" : Finding.shown(seen)),
                "catch what parsing throws, and bound depth and length");
        line.events.clear();
        line.sound.clear();
    }

    @Test
    void damaged_messages_are_survived() throws Exception {
        List<byte[]> seeds = new ArrayList<>();
        opening().forEach(text -> seeds.add(text.getBytes(StandardCharsets.UTF_8)));
        messages().keySet().forEach(text -> seeds.add(text.getBytes(StandardCharsets.UTF_8)));
        connector(
                connector -> {
                    Random random = new Random(SEED);
                    CodecLine line = opened(connector);
                    for (int i = 0; i < FUZZED; i++) {
                        byte[] message = seeds.get(random.nextInt(seeds.size()));
                        for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                            message = HostileWire.changed(message, random);
                        }
                        requireContained(
                                line,
                                message,
                                WireKind.TEXT,
                                "message " + i + " of patchbay.tck.seed=" + SEED + ",");
                        line.sent.clear();
                    }
                });
    }
}
