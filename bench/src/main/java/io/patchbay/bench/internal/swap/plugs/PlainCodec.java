package io.patchbay.bench.internal.swap.plugs;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.history.Item;
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
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The plain dialect, its client's half; the server's is {@link PlainAnswers}.
 *
 * <pre>
 * c  instructions, number of tools, for each: name, description, schema
 * a  sound
 * m  place, id, role, words: a message
 * f  place, id, call, name, arguments: a call, told again
 * o  place, id, call, output
 * d  id: takes an item out
 * t  id, milliseconds: so much of it was heard
 * r  command, instructions for this once: asks for a response
 * s  command: stops it
 * x  forgets the sound that no turn holds
 * </pre>
 *
 * A place is the item before, {@code root} for none, or empty for the end.
 */
final class PlainCodec implements RealtimeCodec {

    private static final int AUDIO_HEADER = Long.BYTES;

    private final Map<String, Command.CreateItem> sent = new HashMap<>();
    private SessionConfig config = SessionConfig.EMPTY;
    private @Nullable CodecContext context;
    private @Nullable PlainAnswers answers;
    private int named;

    @Override
    public void open(CodecContext opened) {
        context = opened;
        config = known(opened.initialConfig());
        answers = new PlainAnswers(opened, () -> config, sent);
        send(configure());
    }

    @Override
    public void encode(Command command) {
        if (command instanceof Command.UpdateSession update) {
            SessionConfig before = config;
            config = config.with(known(update.change()));
            if (!send(configure())) {
                config = before;
            }
        } else if (command instanceof Command.CreateItem create) {
            create(create);
        } else if (command instanceof Command.CreateResponse create) {
            if (create.options().outOfBand()) {
                throw refused("has no responses beside the conversation");
            }
            String once = create.options().overrides().value(ConfigField.INSTRUCTIONS).orElse("");
            send(new PlainMessage('r').text(command.id()).text(once));
        } else if (command instanceof Command.CancelResponse) {
            send(new PlainMessage('s').text(command.id()));
        } else if (command instanceof Command.DeleteItem delete) {
            send(new PlainMessage('d').text(delete.itemId()));
        } else if (command instanceof Command.TruncateItem cut) {
            send(new PlainMessage('t').text(cut.itemId()).number(cut.audioEndMillis()));
        } else if (command instanceof Command.ClearInputAudio) {
            send(new PlainMessage('x'));
        } else {
            throw refused("has no word for " + command.getClass().getSimpleName());
        }
    }

    private void create(Command.CreateItem command) {
        String after =
                command.placement() instanceof Placement.After place
                        ? place.itemId()
                        : command.placement() instanceof Placement.First ? "root" : "";
        Item given = command.item();
        Item item = given.id().isEmpty() ? given.withId("plain_" + ++named) : given;
        PlainMessage message;
        if (item instanceof Item.Message said) {
            message =
                    new PlainMessage('m')
                            .text(after)
                            .text(item.id())
                            .text(said.role().name().toLowerCase(Locale.ROOT))
                            .text(said.inWriting().text());
        } else if (item instanceof Item.FunctionCall call) {
            message =
                    new PlainMessage('f')
                            .text(after)
                            .text(item.id())
                            .text(call.callId())
                            .text(call.name())
                            .text(call.arguments());
        } else if (item instanceof Item.FunctionCallOutput output) {
            message =
                    new PlainMessage('o')
                            .text(after)
                            .text(item.id())
                            .text(output.callId())
                            .text(output.output());
        } else {
            throw refused("has no word for " + item.getClass().getSimpleName());
        }
        if (send(message)) {
            sent.put(
                    item.id(),
                    new Command.CreateItem(command.id(), item, command.placement(), null));
        }
    }

    private PlainMessage configure() {
        List<ToolDefinition> tools = config.value(ConfigField.TOOLS).orElse(List.of());
        PlainMessage message =
                new PlainMessage('c')
                        .text(config.value(ConfigField.INSTRUCTIONS).orElse(""))
                        .number(tools.size());
        for (ToolDefinition tool : tools) {
            if (!(tool instanceof ToolDefinition.Function function)) {
                throw refused("runs no tools by itself: " + tool.name());
            }
            message.text(function.name()).text(function.description()).text(function.parameters());
        }
        return message;
    }

    private static SessionConfig known(SessionConfig config) {
        return config.only(Set.copyOf(PlainPlug.CAPABILITIES.mutability().keySet()));
    }

    /** False when the line's queue is full: the transport saw it refuse, and says so. */
    private boolean send(PlainMessage message) {
        byte[] bytes = message.bytes();
        ByteBuffer out = line().output().begin(bytes.length);
        if (out == null) {
            return false;
        }
        out.put(bytes);
        line().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        ByteBuffer out = line().output().begin(AUDIO_HEADER + audio.remaining());
        if (out == null) {
            return false;
        }
        out.putLong('a').put(audio);
        line().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        PlainAnswers reader = answers;
        if (reader != null) {
            reader.read(message);
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
        Map<ConfigField<?>, String> rejected = new HashMap<>();
        for (ConfigField<?> field : change.fields()) {
            if (PlainPlug.CAPABILITIES.mutability().get(field) == Mutability.ANY_TIME) {
                now.add(field);
            } else if (change.get(field) instanceof ConfigValue.Set) {
                rejected.put(field, "the plain provider has no such setting");
            }
        }
        return new ConfigPlan(change.only(now), SessionConfig.EMPTY, SessionConfig.EMPTY, rejected);
    }

    @Override
    public void close() {
        answers = null;
    }

    private static UnsupportedOperationException refused(String why) {
        return new UnsupportedOperationException("the plain dialect " + why);
    }

    private CodecContext line() {
        CodecContext line = context;
        if (line == null) {
            throw new IllegalStateException("the codec was not opened");
        }
        return line;
    }
}
