package io.patchbay.tck;

import io.patchbay.api.audio.AudioFormat;
import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ConfigPlan;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.provider.RealtimeCodec;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.transport.BacklogException;
import io.patchbay.api.transport.Command;
import io.patchbay.api.transport.TransportEvent;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The simplest dialect there is; see {@link ScriptedProvider}. */
final class ScriptedCodec implements RealtimeCodec {

    private final ProviderCapabilities capabilities;
    private final Set<ConfigField<?>> frozen;
    private @Nullable CodecContext context;

    ScriptedCodec(ProviderCapabilities capabilities) {
        this(capabilities, Set.of());
    }

    ScriptedCodec(ProviderCapabilities capabilities, Set<ConfigField<?>> frozen) {
        this.capabilities = capabilities;
        this.frozen = frozen;
    }

    @Override
    public void open(CodecContext opened) {
        context = opened;
        opened.ready();
    }

    @Override
    public void encode(Command command) {
        String text =
                command instanceof Command.Raw raw
                        ? raw.json()
                        : command.getClass().getSimpleName() + " " + command.id();
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = context().output().begin(bytes.length);
        if (out == null) {
            throw new BacklogException(bytes.length);
        }
        out.put(bytes);
        context().output().end(WireKind.TEXT);
    }

    @Override
    public boolean encodeAudio(ByteBuffer audio) {
        ByteBuffer out = context().output().begin(audio.remaining());
        if (out == null) {
            return false;
        }
        out.put(audio);
        context().output().end(WireKind.BINARY);
        return true;
    }

    @Override
    public void decode(ByteBuffer message, WireKind kind) {
        context()
                .listener()
                .onEvent(
                        new TransportEvent.Extension(
                                kind.name(), StandardCharsets.UTF_8.decode(message).toString()));
    }

    @Override
    public AudioFormat inputFormat() {
        CodecContext opened = context;
        AudioFormat preferred = capabilities.inputFormats().get(0);
        return opened == null
                ? preferred
                : opened.initialConfig().value(ConfigField.INPUT_FORMAT).orElse(preferred);
    }

    @Override
    public ConfigPlan plan(SessionConfig current, SessionConfig wanted) {
        SessionConfig changes = current.changesTo(wanted);
        Set<ConfigField<?>> now = new HashSet<>();
        Set<ConfigField<?>> deferred = new HashSet<>();
        Set<ConfigField<?>> newLine = new HashSet<>();
        Map<ConfigField<?>, String> rejected = new HashMap<>();
        for (ConfigField<?> field : changes.fields()) {
            ProviderCapabilities.Mutability mutability = capabilities.mutability().get(field);
            if (mutability == null) {
                rejected.put(field, "the scripted provider was told to know no " + field);
                continue;
            }
            if (frozen.contains(field)) {
                newLine.add(field);
                continue;
            }
            switch (mutability) {
                case ANY_TIME, BEFORE_FIRST_AUDIO -> now.add(field);
                case NEXT_RESPONSE -> deferred.add(field);
                case RECONNECT -> newLine.add(field);
            }
        }
        return new ConfigPlan(
                changes.only(now), changes.only(deferred), changes.only(newLine), rejected);
    }

    private CodecContext context() {
        CodecContext opened = context;
        if (opened == null) {
            throw new IllegalStateException("the codec was not opened");
        }
        return opened;
    }
}
