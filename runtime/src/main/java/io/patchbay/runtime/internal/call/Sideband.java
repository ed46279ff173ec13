package io.patchbay.runtime.internal.call;

import io.patchbay.api.provider.ProviderCalls.Opened;
import io.patchbay.api.session.ConfigField;
import io.patchbay.api.session.ConfigValue;
import io.patchbay.api.session.LineChoice;
import io.patchbay.api.session.SessionConfig;
import io.patchbay.api.session.SessionOptions;
import io.patchbay.api.session.TurnDetection;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Has a provider answer a caller's offer, so that a session can join that call (RULES 33): the key
 * is ours alone, and the call answers nobody before the session has joined. Any thread.
 */
final class Sideband {
    private static final System.Logger LOG = System.getLogger(Sideband.class.getName());

    /** So long a hang-up may take. */
    private static final Duration FAREWELL = Duration.ofSeconds(10);

    /**
     * A call, and how it is joined.
     *
     * @param line which joins it
     */
    record Joinable(Opened call, LineChoice line) {}

    private final CallControl control;
    private final Executor workers;

    Sideband(CallControl control, Executor workers) {
        this.control = control;
        this.workers = workers;
    }

    /** Opens a call by the first line that can; fails with the last one's reason. */
    CompletionStage<Joinable> open(SessionOptions options, String offer) {
        CompletableFuture<Joinable> opened = new CompletableFuture<>();
        Deque<LineChoice> left = new ArrayDeque<>(options.lines());
        workers.execute(() -> next(options, offer, left, null, opened));
        return opened;
    }

    private void next(
            SessionOptions options,
            String offer,
            Deque<LineChoice> left,
            @Nullable Throwable before,
            CompletableFuture<Joinable> opened) {
        LineChoice choice = null;
        try {
            while (choice == null && !left.isEmpty()) {
                LineChoice candidate = left.removeFirst();
                choice = candidate.callId() == null && control.joins(candidate) ? candidate : null;
            }
        } catch (RuntimeException | LinkageError e) { // of a plug
            opened.completeExceptionally(e);
            return;
        }
        if (choice == null) {
            opened.completeExceptionally(
                    before != null
                            ? before
                            : new UnsupportedOperationException(
                                    "none of the session's lines can join a call; give it one"
                                            + " with the transport websocket and without callId"));
            return;
        }
        LineChoice tried = choice;
        control.use(
                        tried,
                        options.limits().connect(),
                        (calls, credential) ->
                                calls.open(credential, offer, tried.model(), silent(options)),
                        late -> hangUp(joining(tried, late.callId())))
                .whenComplete(
                        (call, failure) -> {
                            if (failure == null) {
                                opened.complete(new Joinable(call, joining(tried, call.callId())));
                            } else if (unwrapped(failure)
                                    instanceof UnsupportedOperationException cannot) {
                                next(options, offer, left, cannot, opened);
                            } else {
                                opened.completeExceptionally(unwrapped(failure));
                            }
                        });
    }

    /** The turns as they will be, but without answers; all else comes with the session. */
    private static SessionConfig silent(SessionOptions options) {
        ConfigValue<TurnDetection> chosen = options.config().get(ConfigField.TURN_DETECTION);
        if (chosen instanceof ConfigValue.Cleared<TurnDetection>) {
            return options.config().only(java.util.Set.of(ConfigField.TURN_DETECTION));
        }
        TurnDetection turns = chosen.asOptional().orElseGet(TurnDetection.SemanticVad::defaults);
        return SessionConfig.builder()
                .turnDetection(turns.with(Boolean.FALSE, turns.interruptResponse()))
                .build();
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
        control.use(
                        line,
                        FAREWELL,
                        (calls, credential) -> calls.hangUp(credential, callId),
                        nothing -> {})
                .whenComplete(
                        (nothing, failure) -> {
                            if (failure != null) {
                                LOG.log(
                                        Level.DEBUG,
                                        "the call {0} was not hung up, perhaps it has ended: {1}",
                                        callId,
                                        unwrapped(failure).getMessage());
                            }
                        });
    }

    private static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure;
        while (cause instanceof CompletionException && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
