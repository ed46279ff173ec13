package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.Finding.require;

import io.patchbay.api.history.Item;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Credential;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeCodec.WireKind;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ResponseOptions;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Whether a {@link RealtimeProvider}, its connector and its codec keep their contract. The kit
 * plays the transport; the author says what a healthy far end says.
 *
 * <p>The messages of the fuzzing test are made from a seed, which a failure names; the system
 * property {@code patchbay.tck.seed} sets another one.
 */
public abstract class ProviderConformance extends PlugConformance<RealtimeProvider> {

    private static final String KEY = "sk-kit-3e21b0c9d4";
    private static final int FUZZED = 20_000;
    private static final long SEED = Long.getLong("patchbay.tck.seed", 20_261_121L);
    private static final int FRAME = 960;

    /** For those who extend it. */
    protected ProviderConformance() {
        super(RealtimeProvider.class);
    }

    /** What a far end says, in order, so that a line is open; text messages. */
    protected abstract List<String> opening();

    /**
     * Text messages that the provider sends on an open line, each with the event it must become.
     */
    protected abstract Map<String, Class<? extends TransportEvent>> messages();

    @Override
    final String nameOf(RealtimeProvider factory) {
        return factory.name();
    }

    @Override
    final AutoCloseable make(RealtimeProvider factory, Settings settings, PlugContext context) {
        return factory.create(factory.profiles().get(0), settings, context);
    }

    @Override
    final void use(AutoCloseable made, Settings settings) {
        ProviderConnector connector = (ProviderConnector) made;
        endpoint(connector);
        CodecLine line = opened(connector);
        messages().keySet().forEach(line::receive);
        line.codec.encode(Command.Raw.of("{}"));
        line.codec.close();
    }

    @Override
    final List<String> visible(AutoCloseable made) {
        return List.of(endpoint((ProviderConnector) made).toString());
    }

    private interface Look {
        void at(ProviderConnector connector) throws Exception;
    }

    private void connector(Look look) throws Exception {
        AutoCloseable made = make();
        try {
            look.at((ProviderConnector) made);
        } finally {
            finish(made);
        }
    }

    private static EndpointRequest request(@Nullable URI url) {
        return new EndpointRequest(CodecLine.MESSAGES, Credential.key(KEY), null, url, null);
    }

    private Endpoint endpoint(ProviderConnector connector) {
        Patience.Outcome<Endpoint> outcome = waiting().outcome(connector.endpoint(request(null)));
        Endpoint endpoint = outcome.value();
        if (endpoint == null) {
            throw Finding.of(
                    "endpoint finds out where a line goes",
                    "" + outcome,
                    "complete the stage with an address",
                    outcome.failure());
        }
        return endpoint;
    }

    /** A line that is open and of whose opening nothing is left to be seen. */
    private CodecLine opened(ProviderConnector connector) {
        CodecLine line = new CodecLine(connector.openCodec());
        line.open();
        opening().forEach(line::receive);
        require(
                line.ready == 1 && line.failures.isEmpty(),
                "a codec calls ready() once, when the provider has accepted the opening",
                () -> "after opening(): ready " + line.ready + " times, failed " + line.failures,
                "call it when the far end has said so; opening() has to be what it says");
        line.sent.clear();
        line.events.clear();
        return line;
    }

    // ---- what it is

    @Test
    void profiles_are_data() {
        RealtimeProvider provider = factory();
        List<String> profiles = provider.profiles();
        boolean fine = !profiles.isEmpty() && Set.copyOf(profiles).size() == profiles.size();
        for (String profile : profiles) {
            fine &= provider.capabilities(profile).equals(factory().capabilities(profile));
        }
        boolean same = fine;
        require(
                same && profiles.equals(factory().profiles()),
                "profiles, at least one, and their capabilities are the same each time",
                () -> profiles + ", then " + factory().profiles(),
                "return constants");
    }

    @Test
    void an_unknown_profile_is_refused_with_the_known_ones() {
        RealtimeProvider provider = factory();
        for (boolean creating : List.of(false, true)) {
            Throwable thrown = null;
            try {
                if (creating) {
                    provider.create("no-such-profile", settings(), context()).close();
                } else {
                    provider.capabilities("no-such-profile");
                }
            } catch (RuntimeException e) {
                thrown = e;
            }
            Throwable seen = thrown;
            require(
                    seen instanceof IllegalArgumentException
                            && ("" + seen.getMessage()).contains(provider.profiles().get(0)),
                    "an unknown profile is refused with an IllegalArgumentException that lists the"
                            + " known ones",
                    () -> Finding.shown(seen),
                    "throw it from capabilities and from create");
        }
    }

    // ---- where it is

    @Test
    void an_endpoint_keeps_its_key_to_itself() throws Exception {
        connector(
                connector -> {
                    Endpoint endpoint = endpoint(connector);
                    requireHidden(
                            List.of(
                                    connector.toString(),
                                    endpoint.toString(),
                                    endpoint.uri().toString(),
                                    endpoint.headers().toString()),
                            Set.of(KEY));
                    boolean presented =
                            endpoint.secretHeaders().values().stream()
                                            .map(Secret::reveal)
                                            .anyMatch(value -> value.contains(KEY))
                                    || endpoint.subprotocols().stream()
                                            .anyMatch(value -> value.contains(KEY));
                    require(
                            presented,
                            "an endpoint holds everything that must be presented, the key in a"
                                    + " secret header or a subprotocol",
                            () -> endpoint + " presents no key",
                            "put it into secretHeaders");
                });
    }

    @Test
    void another_address_is_heeded() throws Exception {
        connector(
                connector -> {
                    URI url = URI.create("ws://127.0.0.1:4711/elsewhere?tenant=7");
                    Patience.Outcome<Endpoint> outcome =
                            waiting().outcome(connector.endpoint(request(url)));
                    Endpoint endpoint = outcome.value();
                    require(
                            endpoint != null
                                    && url.getAuthority().equals(endpoint.uri().getAuthority())
                                    && ("" + endpoint.uri().getQuery()).contains("tenant=7"),
                            "a url of the request replaces the provider's own address, and its"
                                    + " query is kept",
                            outcome::toString,
                            "take it in place of the profile's");
                });
    }

    // ---- the line

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

    // ---- to the wire

    /** A command of each kind that this feature needs; those without are in any dialect. */
    private static Map<Command, Feature> commands() {
        Map<Command, Feature> all = new LinkedHashMap<>();
        all.put(Command.CommitAudio.now(), Feature.MANUAL_TURNS);
        all.put(Command.ClearInputAudio.now(), Feature.MANUAL_TURNS);
        all.put(Command.CreateItem.append(Item.Message.user("hello")), Feature.TEXT_INPUT);
        all.put(
                Command.CreateItem.append(Item.Message.image("data:image/png;base64,iVBORw0KGgo=")),
                Feature.IMAGE_INPUT);
        all.put(
                Command.CreateItem.append(Item.FunctionCallOutput.of("call_1", "done")),
                Feature.FUNCTION_TOOLS);
        all.put(Command.CreateResponse.of(ResponseOptions.DEFAULT), Feature.CLIENT_RESPONSES);
        all.put(Command.CancelResponse.current(), Feature.CANCEL);
        all.put(Command.TruncateItem.of("item_1", 0, 400), Feature.TRUNCATE);
        all.put(Command.DeleteItem.of("item_1"), Feature.HISTORY_EDITS);
        all.put(new Command.Say("say_1", "hello"), Feature.SAY);
        return all;
    }

    @Test
    void what_is_declared_can_be_sent_and_all_else_is_refused_in_words() throws Exception {
        ProviderCapabilities able = capabilities();
        connector(
                connector ->
                        commands()
                                .forEach(
                                        (command, feature) ->
                                                requireSent(
                                                        opened(connector),
                                                        command,
                                                        feature,
                                                        able.has(feature))));
    }

    private static void requireSent(
            CodecLine line, Command command, Feature feature, boolean declared) {
        Throwable thrown = null;
        try {
            line.codec.encode(command);
        } catch (RuntimeException e) {
            thrown = e;
        }
        Throwable seen = thrown;
        boolean refused =
                !declared
                        && (seen instanceof UnsupportedOperationException
                                || seen instanceof IllegalArgumentException)
                        && seen.getMessage() != null;
        require(
                refused || seen == null && !line.sent.isEmpty(),
                "a command goes onto the wire; one that the provider does not have is refused with"
                        + " an UnsupportedOperationException that says why",
                () ->
                        command.getClass().getSimpleName()
                                + ", "
                                + feature
                                + (declared ? " declared: " : " not declared: ")
                                + (seen == null ? "nothing was sent" : Finding.shown(seen)),
                "send it, or do not declare the feature; drop nothing in silence");
    }

    @Test
    void a_raw_message_goes_out_as_it_is() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    String json = "{ \"type\" : \"kit.raw\", \"words\": \"\u00e4\u20ac\" }";
                    line.codec.encode(Command.Raw.of(json));
                    require(
                            line.sent.size() == 1
                                    && json.equals(
                                            new String(line.sent.get(0), StandardCharsets.UTF_8)),
                            "Raw passes through unmodified",
                            () -> line.sent.size() + " messages, not what was given",
                            "write its bytes");
                });
    }

    @Test
    void a_full_line_is_told_to_the_caller() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    line.full = true;
                    String seen;
                    try {
                        boolean taken = line.codec.encodeAudio(ByteBuffer.allocate(FRAME));
                        line.codec.encode(Command.Raw.of("{}"));
                        seen = taken ? "encodeAudio answered true" : "";
                    } catch (BacklogException e) {
                        seen = "";
                    } catch (RuntimeException e) {
                        seen = Finding.shown(e);
                    }
                    String what = seen;
                    require(
                            what.isEmpty(),
                            "when WireOutput.begin answers null, encodeAudio answers false and"
                                    + " encode ends",
                            () -> what,
                            "look at what begin answers");
                });
    }

    @Test
    void sound_is_consumed_and_goes_out_in_order() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    ByteArrayOutputStream wire = new ByteArrayOutputStream();
                    for (int i = 0; i < 5; i++) {
                        byte[] bytes = new byte[FRAME];
                        Arrays.fill(bytes, (byte) (i + 1));
                        ByteBuffer frame = ByteBuffer.wrap(bytes);
                        int sent = line.sent.size();
                        boolean taken = line.codec.encodeAudio(frame);
                        require(
                                taken && !frame.hasRemaining() && line.sent.size() > sent,
                                "encodeAudio sends the frame and moves its position to its limit",
                                () -> taken + ", " + frame.remaining() + " bytes left",
                                "consume it");
                        wire.writeBytes(line.sent.get(line.sent.size() - 1));
                    }
                    require(
                            line.codec.inputFormat() != null && wire.size() > 0,
                            "inputFormat names the format of the sound",
                            () -> "null",
                            "name it");
                });
    }

    // ---- from the wire

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
                        CodecLine spoilt = opened(connector);
                        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
                        spoilt.codec.decode(ByteBuffer.wrap(bytes), WireKind.TEXT);
                        Arrays.fill(bytes, (byte) 'x');
                        spoilt.loop.run();
                        require(
                                plain.events.equals(spoilt.events),
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

    // ---- configuration

    private ProviderCapabilities capabilities() {
        RealtimeProvider provider = factory();
        return provider.capabilities(provider.profiles().get(0));
    }

    @Test
    void each_field_is_planned_as_it_is_declared() throws Exception {
        Map<ConfigField<?>, Mutability> declared = capabilities().mutability();
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    for (ConfigField<?> field : SampleConfig.fields()) {
                        SessionConfig now = SampleConfig.one(field);
                        SessionConfig wanted = SampleConfig.other(field);
                        ConfigPlan plan = line.codec.plan(now, wanted);
                        requirePlanned(field, plan, declared.get(field));
                    }
                    require(
                            line.sent.isEmpty(),
                            "plan sends nothing",
                            () -> line.sent.size() + " messages were sent",
                            "only sort the fields");
                });
    }

    private static void requirePlanned(
            ConfigField<?> field, ConfigPlan plan, @Nullable Mutability declared) {
        String where =
                (plan.now().fields().contains(field) ? "now " : "")
                        + (plan.deferred().fields().contains(field) ? "deferred " : "")
                        + (plan.newLine().fields().contains(field) ? "new line " : "")
                        + (plan.rejected().containsKey(field)
                                ? "rejected: " + plan.rejected().get(field)
                                : "");
        String wanted =
                declared == null
                        ? "rejected: .+"
                        : switch (declared) {
                            case ANY_TIME, BEFORE_FIRST_AUDIO -> "now |rejected: .+";
                            case NEXT_RESPONSE -> "deferred |rejected: .+";
                            case RECONNECT -> "new line |rejected: .+";
                        };
        require(
                where.matches("(?s)" + wanted),
                "plan puts each field in one place, the one that the capabilities declare; what is"
                        + " not declared is rejected with a reason",
                () -> field + ", declared " + declared + ", was planned: " + where,
                "let plan and capabilities read the same table");
    }

    @Test
    void no_change_needs_nothing() throws Exception {
        connector(
                connector -> {
                    CodecLine line = opened(connector);
                    for (ConfigField<?> field : capabilities().mutability().keySet()) {
                        SessionConfig same = SampleConfig.one(field);
                        ConfigPlan plan = line.codec.plan(same, same);
                        require(
                                plan.now().isEmpty()
                                        && plan.deferred().isEmpty()
                                        && plan.newLine().isEmpty()
                                        && plan.rejected().isEmpty(),
                                "a plan holds what differs, and nothing else",
                                () -> "of an unchanged " + field + ": " + plan,
                                "compare first");
                    }
                });
    }
}
