package org.example.acme;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
import io.patchbay.api.history.ItemStatus;
import io.patchbay.api.history.Role;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities.Mutability;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.tool.ToolDefinition;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.Placement;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The dialect, its client's half: sound is binary, 24 kHz PCM16, all else is a JSON object with a
 * {@code type}. The server's half is {@link AcmeAnswers}.
 *
 * <pre>
 * {"type":"configure","instructions":"…","voice":"…","tools":[{"name":"…","description":"…","parameters":{}}]}
 * {"type":"text","role":"user","text":"…"}          a message, typed or repeated
 * {"type":"called","call":"…","name":"…","arguments":"…"}   a call, repeated
 * {"type":"result","call":"…","output":"…"}         what a call came to
 * {"type":"answer"}                                 asks for an answer
 * {"type":"stop"}                                   stops it
 * </pre>
 */
final class AcmeCodec implements RealtimeCodec {

    private @Nullable CodecContext context;
    private @Nullable AcmeAnswers answers;
    private SessionConfig config = SessionConfig.EMPTY;
    private int items;

    @Override
    public void open(CodecContext context) {
        this.context = context;
        config = known(context.initialConfig());
        answers = new AcmeAnswers(context, () -> config);
        send(configure(config));
    }

    @Override
    public void encode(Command command) {
        if (command instanceof Command.Raw raw) {
            send(raw.json().getBytes(StandardCharsets.UTF_8));
        } else if (command instanceof Command.UpdateSession update) {
            SessionConfig change = known(update.change());
            if (send(configure(change))) {
                config = config.with(change);
            }
        } else if (command instanceof Command.CreateItem create) {
            create(create);
        } else if (command instanceof Command.CreateResponse create) {
            if (!create.options().isDefault()) {
                throw refused("asks for an answer as the session is configured, and no other");
            }
            send(AcmeJson.object("answer"));
        } else if (command instanceof Command.CancelResponse) {
            send(AcmeJson.object("stop"));
        } else {
            throw refused("has no word for " + command.getClass().getSimpleName());
        }
    }

    private void create(Command.CreateItem command) {
        if (!(command.placement() instanceof Placement.End)) {
            throw refused("adds to the end of the conversation only");
        }
        Item item = command.item();
        ObjectNode message;
        if (item instanceof Item.Message said) {
            message = AcmeJson.object("text");
            message.put("role", said.role().name().toLowerCase(Locale.ROOT));
            message.put("text", said.inWriting().text());
        } else if (item instanceof Item.FunctionCall call) {
            message = AcmeJson.object("called");
            message.put("call", call.callId());
            message.put("name", call.name()).put("arguments", call.arguments());
        } else if (item instanceof Item.FunctionCallOutput output) {
            message = AcmeJson.object("result");
            message.put("call", output.callId()).put("output", output.output());
        } else {
            throw refused("has no word for " + item.getClass().getSimpleName());
        }
        if (send(message)) {
            // the server confirms nothing: what is sent in order is taken in order
            Item named = item.id().isEmpty() ? item.withId("own-" + ++items) : item;
            line().listener().onEvent(new TransportEvent.ItemAdded(named, Placement.END));
            line().listener().onEvent(new TransportEvent.ItemDone(named, Placement.END));
        }
    }

    private static ObjectNode configure(SessionConfig change) {
        ObjectNode message = AcmeJson.object("configure");
        if (change.get(ConfigField.INSTRUCTIONS).isPresent()) {
            message.put("instructions", change.value(ConfigField.INSTRUCTIONS).orElse(""));
        }
        change.value(ConfigField.VOICE).ifPresent(voice -> message.put("voice", voice.id()));
        if (change.get(ConfigField.TOOLS).isPresent()) {
            ArrayNode tools = message.putArray("tools");
            for (ToolDefinition tool : change.value(ConfigField.TOOLS).orElse(List.of())) {
                if (!(tool instanceof ToolDefinition.Function function)) {
                    throw refused("runs no tools by itself: " + tool.name());
                }
                tools.addObject()
                        .put("name", function.name())
                        .put("description", function.description())
                        .set("parameters", AcmeJson.parse(function.parameters()));
            }
        }
        return message;
    }

    /** Of a configuration what the dialect has words for. */
    private static SessionConfig known(SessionConfig config) {
        return config.only(Set.copyOf(AcmeProvider.CAPABILITIES.mutability().keySet()));
    }

    private boolean send(ObjectNode message) {
        return send(AcmeJson.bytes(message));
    }

    /** False when the line's queue is full: the transport saw it refuse, and says so. */
    private boolean send(byte[] message) {
        ByteBuffer out = line().output().begin(message.length);
        if (out == null) {
            return false;
        }
        out.put(message);
        line().output().end(WireKind.TEXT);
        return true;
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        ByteBuffer out = line().output().begin(audio.remaining());
        if (out == null) {
            return false;
        }
        out.put(audio);
        line().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        AcmeAnswers reader = answers;
        if (reader == null) {
            return; // the line is gone
        }
        if (kind == WireKind.BINARY) {
            reader.sound(message);
        } else {
            reader.message(StandardCharsets.UTF_8.decode(message).toString());
        }
    }

    @Override
    public AudioFormat inputFormat() {
        return AudioFormat.PCM16_24K;
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        SessionConfig change = current.changesTo(wanted);
        Set<ConfigField<?>> now = new HashSet<>();
        Set<ConfigField<?>> newLine = new HashSet<>();
        Map<ConfigField<?>, String> rejected = new HashMap<>();
        for (ConfigField<?> field : change.fields()) {
            Mutability mutability = AcmeProvider.CAPABILITIES.mutability().get(field);
            if (mutability == Mutability.ANY_TIME) {
                now.add(field);
            } else if (mutability == Mutability.RECONNECT) {
                newLine.add(field);
            } else if (change.get(field) instanceof ConfigValue.Set) {
                rejected.put(field, "acme has no such setting");
            }
        }
        return new ConfigPlan(
                change.only(now), SessionConfig.EMPTY, change.only(newLine), rejected);
    }

    @Override
    public void close() {
        answers = null;
    }

    /** A message of the conversation, whole. */
    static Item.Message message(String id, Role role, io.patchbay.api.history.ContentPart part) {
        return new Item.Message(id, role, List.of(part), ItemStatus.COMPLETED);
    }

    private static UnsupportedOperationException refused(String why) {
        return new UnsupportedOperationException("the acme dialect " + why);
    }

    private CodecContext line() {
        CodecContext line = context;
        if (line == null) {
            throw new IllegalStateException("the codec was not opened");
        }
        return line;
    }
}
