package io.patchbay.provider.openai.internal;

import io.patchbay.api.provider.CodecContext;
import io.patchbay.api.provider.ProviderError;
import io.patchbay.api.provider.ProviderError.Severity;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.Tracing;
import io.patchbay.api.transport.Command;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The opening of a line: the whole configuration goes out at once, tracing once the session exists,
 * and the line is ready when the provider has answered with what is in force.
 */
final class Handshake {

    private final Profile profile;
    private final CodecContext context;
    private final Consumer<Command> send;
    private String openingId = "";
    private String tracingId = "";
    private boolean ready;
    private boolean failed;

    Handshake(Profile profile, CodecContext context, Consumer<Command> send) {
        this.profile = profile;
        this.context = context;
        this.send = send;
    }

    /** The configuration that a line starts with: what was asked for over the defaults. */
    static SessionConfig opening(Profile profile, SessionConfig asked) {
        SessionConfig whole = profile.opening().with(asked);
        Set<ConfigField<?>> sent = new HashSet<>(whole.fields());
        sent.remove(ConfigField.TRACING);
        return whole.only(sent);
    }

    void begin() {
        if (!profile.has(Quirk.WAITS_FOR_CREATED)) {
            configure();
        }
    }

    private void configure() {
        Command.UpdateSession update =
                Command.UpdateSession.of(opening(profile, context.initialConfig()));
        openingId = update.id();
        send.accept(update);
    }

    /** The name of the model for the first update, where the caller chose one. */
    boolean isOpening(Command command) {
        return command.id().equals(openingId);
    }

    /**
     * The session exists. Tracing is on by default, as in the reference SDK; what was set when the
     * session's token was made stays unless the caller says otherwise.
     */
    void created(SessionConfig effective) {
        if (openingId.isEmpty()) {
            configure();
        }
        if (!profile.has(Side.TRACING) || ready) {
            return;
        }
        ConfigValue<Tracing> asked = context.initialConfig().get(ConfigField.TRACING);
        boolean traced = effective.value(ConfigField.TRACING).isPresent();
        SessionConfig.Builder change = SessionConfig.builder();
        if (asked instanceof ConfigValue.Set<Tracing> set) {
            if (effective.get(ConfigField.TRACING).equals(set)) {
                return;
            }
            change.set(ConfigField.TRACING, set.value());
        } else if (asked.isPresent()) {
            if (!traced) {
                return;
            }
            change.clear(ConfigField.TRACING);
        } else if (traced) {
            return;
        } else {
            change.set(ConfigField.TRACING, new Tracing.Auto());
        }
        Command.UpdateSession update = Command.UpdateSession.of(change.build());
        tracingId = update.id();
        send.accept(update);
    }

    /** Whether the provider has accepted the opening. */
    boolean isReady() {
        return ready;
    }

    void updated() {
        if (!ready && !failed) {
            ready = true;
            context.ready();
        }
    }

    void error(ProviderError error) {
        if (failed) {
            return;
        }
        if (error.severity() != Severity.RECOVERABLE) {
            fail(error);
        } else if (!ready && concernsOpening(error)) {
            fail(ErrorClassifier.ofOpening(error));
        }
    }

    private boolean concernsOpening(ProviderError error) {
        String command = error.commandId();
        if (command != null) {
            return command.equals(openingId) && !command.equals(tracingId);
        }
        String param = error.param();
        return param != null && param.startsWith("session") && !param.startsWith("session.tracing");
    }

    private void fail(ProviderError error) {
        failed = true;
        context.failed(error);
    }
}
