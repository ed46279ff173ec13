package io.patchbay.runtime.internal.call;

import io.patchbay.api.provider.CredentialSupplier;
import io.patchbay.api.provider.ProviderCalls.Opened;
import io.patchbay.api.provider.ProviderCapabilities;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.RealtimeSession;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import io.patchbay.api.transport.CloseReason;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Has a provider answer a caller's offer, so that a session can join that call (RULES 33): the key
 * is ours alone, and the call answers nobody before the session has joined. Any thread.
 */
final class Sideband {
    private static final System.Logger LOG = System.getLogger(Sideband.class.getName());

    /**
     * A call, and how it is joined.
     *
     * @param line which joins it
     */
    record Joinable(Opened call, LineChoice line) {}

    /** A session that is to join a call. */
    interface Joined {
        RealtimeSession session();

        /** With what it will open its line. */
        CompletionStage<SessionConfig> opening(ProviderCapabilities provider);

        /** The call was accepted: from now on the session's close hangs it up. */
        void taken();
    }

    /** Opens the session that joins a call. On a worker. */
    interface Opener {
        Joined open(LineChoice line);
    }

    private final CallControl control;
    private final Carriers carriers;

    Sideband(CallControl control, Executor workers) {
        this.control = control;
        this.carriers = new Carriers(control, workers);
    }

    /** Opens a call by the first line that can; fails with the last one's reason. */
    CompletionStage<Joinable> open(SessionOptions options, String offer) {
        return carriers.first(
                        options,
                        new Carriers.Task<>(
                                control::joins,
                                line ->
                                        (calls, provider, credential) ->
                                                calls.open(
                                                        credential,
                                                        offer,
                                                        line.model(),
                                                        turns(options)),
                                (line, late) -> hangUp(joining(line, late.callId()))))
                .thenApply(
                        done ->
                                new Joinable(
                                        done.result(),
                                        joining(done.line(), done.result().callId())));
    }

    /**
     * Has the provider accept a call that it announced, by the first line that can.
     *
     * @param open opens the session that shall join it; it is closed again when this fails
     */
    CompletionStage<Joined> join(SessionOptions options, String callId, Opener open) {
        return carriers.first(
                        options,
                        new Carriers.Task<>(
                                control::joins,
                                line ->
                                        (calls, provider, credential) ->
                                                accepted(
                                                        open.open(joining(line, callId)),
                                                        provider,
                                                        config ->
                                                                calls.accept(
                                                                        credential,
                                                                        callId,
                                                                        line.model(),
                                                                        silent(config))),
                                (line, late) -> late.session().close(CloseReason.NORMAL)))
                .thenApply(Carriers.Done::result);
    }

    private static CompletionStage<Joined> accepted(
            Joined joined,
            ProviderCapabilities provider,
            Function<SessionConfig, CompletionStage<Void>> accept) {
        return joined.opening(provider)
                .thenCompose(accept)
                .handle(
                        (nothing, failure) -> {
                            if (failure == null) {
                                joined.taken();
                                return joined;
                            }
                            joined.session().close(CloseReason.NORMAL);
                            throw new CompletionException(Carriers.unwrapped(failure));
                        });
    }

    /** What a provider would be sent to accept a call. */
    CompletionStage<String> describe(
            SessionOptions options,
            BiFunction<SessionOptions, ProviderCapabilities, CompletionStage<SessionConfig>>
                    opening) {
        return carriers.first(
                        keyless(options),
                        new Carriers.Task<String>(
                                line -> true,
                                line ->
                                        (calls, provider, credential) ->
                                                opening.apply(options, provider)
                                                        .thenApply(
                                                                config ->
                                                                        calls.describe(
                                                                                line.model(),
                                                                                config)),
                                (line, late) -> {}))
                .thenApply(Carriers.Done::result);
    }

    /** Nothing is asked of the provider, so no key is needed. */
    private static SessionOptions keyless(SessionOptions options) {
        SessionOptions.Builder builder = options.toBuilder().noLines();
        for (LineChoice line : options.lines()) {
            builder.line(
                    new LineChoice(
                            line.transport(),
                            line.provider(),
                            line.profile(),
                            line.model(),
                            line.url(),
                            null,
                            CredentialSupplier.of("none")));
        }
        return builder.build();
    }

    /** Refuses a call that the provider announced. */
    CompletionStage<Void> refuse(LineChoice line, String callId, int status) {
        return control.reject(line, callId, status);
    }

    /** The turns as they will be, but without answers; all else comes with the session. */
    private static SessionConfig turns(SessionOptions options) {
        return silent(options.config().only(Set.of(ConfigField.TURN_DETECTION)));
    }

    /** The same, but nobody is answered. */
    private static SessionConfig silent(SessionConfig config) {
        ConfigValue<TurnDetection> chosen = config.get(ConfigField.TURN_DETECTION);
        if (chosen instanceof ConfigValue.Cleared<TurnDetection>) {
            return config;
        }
        TurnDetection turns = chosen.asOptional().orElseGet(TurnDetection.SemanticVad::defaults);
        return config.with(
                SessionConfig.builder()
                        .turnDetection(turns.with(Boolean.FALSE, turns.interruptResponse()))
                        .build());
    }

    /** The same line, into the call: an address that names a model names it no more. */
    private static LineChoice joining(LineChoice line, String callId) {
        URI url = line.url();
        return new LineChoice(
                line.transport(),
                line.provider(),
                line.profile(),
                line.model(),
                url == null ? null : withoutModel(url),
                callId,
                line.credentials());
    }

    private static URI withoutModel(URI url) {
        String query = url.getRawQuery();
        if (query == null) {
            return url;
        }
        String kept =
                Arrays.stream(query.split("&"))
                        .filter(part -> !part.startsWith("model="))
                        .collect(Collectors.joining("&"));
        String text = url.toString();
        String bare = text.substring(0, text.indexOf('?'));
        return URI.create(kept.isEmpty() ? bare : bare + "?" + kept);
    }

    /** Hangs a call up; one that has ended is well. */
    void hangUp(LineChoice line) {
        String callId = line.callId();
        if (callId == null) {
            return;
        }
        control.hangUp(line)
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                LOG.log(
                                        Level.DEBUG,
                                        "the call {0} was not hung up, perhaps it has ended: {1}",
                                        callId,
                                        Carriers.unwrapped(failure).getMessage());
                            }
                        });
    }
}
