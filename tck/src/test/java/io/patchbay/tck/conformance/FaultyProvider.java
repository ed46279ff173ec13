package io.patchbay.tck.conformance;

import static io.patchbay.tck.conformance.KitRun.broken;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.plug.PlugContext;
import io.patchbay.api.plug.Settings;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.Endpoint;
import io.patchbay.api.provider.EndpointRequest;
import io.patchbay.api.provider.Feature;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.ProviderConnector;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.provider.RealtimeProvider;
import io.patchbay.api.provider.Secret;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import io.patchbay.tck.ScriptedProvider;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A provider of a few words that keeps the contract, but for the rule that is broken now. */
public final class FaultyProvider implements RealtimeProvider {

    static final String ACCEPTED = "{\"type\":\"accepted\"}";
    static final String NOTE = "{\"type\":\"cleared\"}";

    private static final AtomicInteger ASKED = new AtomicInteger();

    @Override
    public String name() {
        return "faulty";
    }

    @Override
    public List<String> profiles() {
        return broken("profiles_are_data")
                ? List.of("faulty" + ASKED.incrementAndGet())
                : List.of("faulty");
    }

    @Override
    public ProviderCapabilities capabilities(String profile) {
        if (!profile.startsWith("faulty")) {
            throw new IllegalArgumentException(
                    broken("an_unknown_profile_is_refused_with_the_known_ones")
                            ? "unknown"
                            : "no profile '" + profile + "', only faulty");
        }
        ProviderCapabilities all = ScriptedProvider.everything();
        Map<ConfigField<?>, ProviderCapabilities.Mutability> fields =
                new HashMap<>(all.mutability());
        fields.remove(ConfigField.PROMPT);
        fields.put(ConfigField.VOICE, ProviderCapabilities.Mutability.RECONNECT);
        return new ProviderCapabilities(
                EnumSet.of(Feature.TEXT_INPUT, Feature.CANCEL, Feature.AUDIO_INPUT),
                all.inputFormats(),
                all.outputFormats(),
                fields,
                all.resumption(),
                all.moveOrder(),
                null,
                all.limits());
    }

    @Override
    public ProviderConnector create(String profile, Settings settings, PlugContext context) {
        capabilities(profile);
        return new Connector(this);
    }

    private static final class Connector implements ProviderConnector {

        private final FaultyProvider provider;
        private final Codec shared;

        Connector(FaultyProvider provider) {
            this.provider = provider;
            this.shared = new Codec(provider);
        }

        @Override
        public CompletionStage<Endpoint> endpoint(EndpointRequest request) {
            String key = request.credential().secret().reveal();
            URI own = URI.create("ws://127.0.0.1:1/faulty");
            URI asked = request.url();
            URI uri = asked == null || broken("another_address_is_heeded") ? own : asked;
            return CompletableFuture.completedFuture(
                    broken("an_endpoint_keeps_its_key_to_itself")
                            ? new Endpoint(uri, Map.of("X-Key", key), Map.of(), List.of())
                            : new Endpoint(
                                    uri,
                                    Map.of(),
                                    Map.of("Authorization", Secret.of("Bearer " + key)),
                                    List.of()));
        }

        @Override
        public RealtimeCodec openCodec() {
            return broken("each_connection_has_a_codec_of_its_own") ? shared : new Codec(provider);
        }

        @Override
        public void close() {
            // it holds nothing
        }
    }

    private static final class Codec implements RealtimeCodec {

        private final FaultyProvider provider;
        private @Nullable CodecContext context;
        private boolean ready;
        private boolean closed;

        Codec(FaultyProvider provider) {
            this.provider = provider;
        }

        @Override
        public void open(CodecContext given) {
            context = given;
            say("{\"type\":\"open\"}");
        }

        private CodecContext context() {
            return java.util.Objects.requireNonNull(context);
        }

        private void say(String text) {
            send(text.getBytes(StandardCharsets.UTF_8));
        }

        private boolean send(byte[] bytes) {
            ByteBuffer out = context().output().begin(bytes.length);
            if (out == null && !broken("a_full_line_is_told_to_the_caller")) {
                return false;
            }
            java.util.Objects.requireNonNull(out).put(bytes);
            context().output().end(WireKind.TEXT);
            return true;
        }

        @Override
        public void encode(Command command) {
            if (command instanceof Command.Raw raw) {
                say(
                        broken("a_raw_message_goes_out_as_it_is")
                                ? raw.json().replace(" ", "")
                                : raw.json());
            } else if (command instanceof Command.CancelResponse) {
                say("{\"type\":\"cancel\"}");
            } else if (command instanceof Command.CreateItem create
                    && create.item() instanceof io.patchbay.api.history.Item.Message) {
                say("{\"type\":\"message\"}");
            } else if (!broken("what_is_declared_can_be_sent_and_all_else_is_refused_in_words")) {
                throw new UnsupportedOperationException(
                        "this provider has no " + command.getClass().getSimpleName());
            }
        }

        @Override
        public boolean encodeAudio(ByteBuffer audio) {
            byte[] bytes = new byte[audio.remaining()];
            audio.get(audio.position(), bytes);
            boolean sent = send(bytes);
            if (sent && !broken("sound_is_consumed_and_goes_out_in_order")) {
                audio.position(audio.limit());
            }
            return sent;
        }

        @Override
        public void decode(ByteBuffer message, WireKind kind) {
            if (closed && !broken("a_closed_codec_is_silent")) {
                return;
            }
            if (broken("a_message_is_used_during_the_call_only") && ready) {
                context().loop().execute(() -> read(message));
            } else {
                read(message);
            }
        }

        private void read(ByteBuffer message) {
            if (broken("messages_become_events")) {
                message.array();
            }
            String text = StandardCharsets.UTF_8.decode(message.duplicate()).toString();
            if (text.equals(ACCEPTED)) {
                if (!ready || broken("a_codec_is_ready_when_the_opening_is_accepted")) {
                    context().ready();
                }
                ready = true;
            } else if (text.equals(NOTE)) {
                tell(new TransportEvent.InputCleared());
            } else if (text.startsWith("{\"type\":\"kit.")) {
                if (!broken("unknown_messages_are_passed_on")) {
                    tell(new TransportEvent.Extension("kit", text));
                }
            } else if (text.startsWith("[[[")
                    && broken("hostile_messages_are_rejected_and_nothing_worse")) {
                throw new StackOverflowError("as from a parser without a bound");
            } else if (!text.endsWith("}") && broken("damaged_messages_are_survived")) {
                throw new IllegalStateException("it does not end");
            } else {
                tell(new TransportEvent.Rejected(null, "not understood"));
            }
        }

        private void tell(TransportEvent event) {
            context().listener().onEvent(event);
        }

        @Override
        public AudioFormat inputFormat() {
            return AudioFormat.PCM16_24K;
        }

        @Override
        public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
            SessionConfig change =
                    broken("no_change_needs_nothing") ? wanted : current.changesTo(wanted);
            Map<ConfigField<?>, String> rejected = new HashMap<>();
            SessionConfig.Builder now = change.toBuilder();
            SessionConfig.Builder line = change.toBuilder();
            for (ConfigField<?> field : change.fields()) {
                var known = provider.capabilities("faulty").mutability().get(field);
                if (known == null) {
                    rejected.put(field, "unknown here");
                }
                boolean newLine = known == ProviderCapabilities.Mutability.RECONNECT;
                if (known == null
                        || newLine && !broken("each_field_is_planned_as_it_is_declared")) {
                    now.forget(field);
                }
                if (!newLine) {
                    line.forget(field);
                }
            }
            return new ConfigPlan(now.build(), SessionConfig.EMPTY, line.build(), rejected);
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
