package io.patchbay.net.fetch;

import static java.lang.System.Logger.Level.WARNING;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.net.ConnectionException;
import io.patchbay.net.ConnectionException.Kind;
import io.patchbay.net.http.HttpRequest;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A fetch of somebody else for one connection, which can be taken back: when it is cut, nothing
 * holds on to the fetch or to what it handed out, whatever it does. For plugs that take fetches
 * from a container. That it throws, hangs or answers nonsense is dealt with by who calls it, as
 * with any fetch.
 *
 * <p>It stands here, and not where it is used, since threads that the fetch starts keep the class
 * loaders of all who call it.
 */
public final class LeasedFetch implements UpgradeFetch {

    private static final System.Logger LOG = System.getLogger(LeasedFetch.class.getName());
    private static final int FRAMES = 12;

    /** A stream that was handed out. */
    interface Held {
        /** Lets go of it, and tells its end. From any thread. */
        void cut(String reason);
    }

    private final String name;
    private final Runnable ended;
    private final AtomicReference<@Nullable UpgradeFetch> fetch;
    private final AtomicBoolean over = new AtomicBoolean();
    private final CompletableFuture<UpgradeResponse> result = new CompletableFuture<>();

    /** The stream, once there is one. */
    private volatile @Nullable Held held;

    /** Who is inside its code just now. */
    private volatile @Nullable Thread inside;

    /**
     * A lease that begins now.
     *
     * @param fetch asked once at most
     * @param name what it is called in messages
     * @param ended told once, on any thread, when nothing of the fetch is in use any more
     */
    public LeasedFetch(UpgradeFetch fetch, String name, Runnable ended) {
        this.fetch = new AtomicReference<>(Objects.requireNonNull(fetch, "fetch"));
        this.name = Objects.requireNonNull(name, "name");
        this.ended = Objects.requireNonNull(ended, "ended");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public CompletableFuture<UpgradeResponse> fetch(HttpRequest request, SerialLoop loop) {
        UpgradeFetch once = fetch.getAndSet(null); // a lease is one connection
        if (once == null) {
            return result;
        }
        inside = Thread.currentThread(); // before the question: who cuts leaves the end to this
        @Nullable CompletableFuture<UpgradeResponse> answer;
        try {
            if (result.isDone()) {
                end();
                return result;
            }
            answer = once.fetch(request, loop);
        } catch (Throwable e) {
            end();
            throw e;
        } finally {
            inside = null;
        }
        if (answer == null) { // whatever its contract says
            end();
            return CompletableFuture.completedFuture(answer(null));
        }
        result.whenComplete(
                (response, failure) -> {
                    if (failure != null) {
                        giveUp(answer);
                    }
                });
        answer.whenComplete(this::answered);
        return result;
    }

    @SuppressWarnings("NullAway") // who asked says what is wrong with null
    private static UpgradeResponse answer(@Nullable UpgradeResponse response) {
        return response;
    }

    /** On whatever thread the fetch likes. */
    private void answered(@Nullable UpgradeResponse response, @Nullable Throwable failure) {
        if (failure != null) {
            end();
            result.completeExceptionally(parted(failure));
            return;
        }
        ByteStream bytes = response == null ? null : response.bytes();
        MessageStream messages = response == null ? null : response.messages();
        if (response == null || bytes == null && messages == null) {
            end(); // a refusal, or nonsense: nothing of it is in use
            result.complete(answer(response));
        } else if (bytes != null) {
            LeasedBytes leased = new LeasedBytes(this, bytes);
            handOut(
                    leased,
                    UpgradeResponse.upgraded(
                            response.version(), response.status(), response.headers(), leased));
        } else if (messages != null) {
            LeasedMessages leased = new LeasedMessages(this, messages);
            handOut(
                    leased,
                    UpgradeResponse.upgraded(
                            response.version(), response.status(), response.headers(), leased));
        }
    }

    private void handOut(Held stream, UpgradeResponse response) {
        held = stream;
        if (!result.complete(response)) {
            stream.cut("the attempt was given up");
        }
    }

    /** Without a cause or a suppressed one, which may be of its classes (RULES 39). */
    private static Throwable parted(Throwable failure) {
        return failure instanceof ConnectionException known
                ? new ConnectionException(
                        known.kind(),
                        String.valueOf(known.getMessage()),
                        known.status().orElse(0),
                        known.body())
                : failure; // made into words by who asked
    }

    private void giveUp(CompletableFuture<UpgradeResponse> answer) {
        try {
            answer.cancel(true);
        } catch (RuntimeException | LinkageError e) {
            LOG.log(WARNING, "the fetch ''{0}'' cannot be cancelled: {1}", name(), e.getClass());
        }
        end();
    }

    /**
     * Lets go of the fetch: a request is given up, a stream is dropped and its end told. From any
     * thread; twice does nothing.
     *
     * @param reason one line without a secret
     */
    public void cut(String reason) {
        fetch.set(null);
        result.completeExceptionally(
                new ConnectionException(Kind.CLOSED, "the attempt was given up: " + reason));
        Held stream = held; // set before the result is there
        if (stream != null) {
            stream.cut(reason);
        } else if (inside == null) {
            end();
        }
    }

    /** Nothing of it is in use any more. */
    void end() {
        fetch.set(null);
        held = null;
        if (over.compareAndSet(false, true)) {
            ended.run();
        }
    }

    /** Where the fetch blocks its caller just now, as text; empty when it does not. */
    public String where() {
        Thread at = inside;
        return at == null
                ? ""
                : Arrays.stream(at.getStackTrace())
                        .limit(FRAMES)
                        .map(frame -> "at " + frame)
                        .collect(Collectors.joining(" ", "it blocks its caller ", ""));
    }
}
