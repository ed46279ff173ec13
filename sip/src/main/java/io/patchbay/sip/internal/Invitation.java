package io.patchbay.sip.internal;

import io.patchbay.api.session.SerialLoop;
import io.patchbay.sip.SipCall;
import io.patchbay.sip.SipEnd;
import io.patchbay.sip.SipInvitation;
import io.patchbay.sip.SipSettings;
import io.patchbay.sip.internal.signal.ServerTransaction;
import io.patchbay.sip.internal.signal.SipHeaders;
import io.patchbay.sip.internal.signal.SipRequest;
import io.patchbay.sip.internal.signal.SipUri;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** A call that came, for whoever decides on it; any thread. */
final class Invitation implements SipInvitation {

    private final Switchboard board;
    private final IncomingCall incoming;
    private final SipRequest invite;
    private final InetSocketAddress source;
    private final String transport;
    private final SipSettings settings;
    private final @Nullable String user;
    private final String id = Switchboard.chance(8);
    private final AtomicBoolean decided = new AtomicBoolean();
    private final CompletableFuture<SipEnd> gone = new CompletableFuture<>();

    Invitation(
            Switchboard board,
            IncomingCall incoming,
            ServerTransaction transaction,
            SipSettings settings,
            @Nullable String user) {
        this.board = board;
        this.incoming = incoming;
        this.settings = settings;
        this.user = user;
        invite = transaction.request();
        source = transaction.from().address();
        transport = transaction.from().carrier().name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public String from() {
        SipUri uri = invite.from().uri();
        if (!uri.isSip()) {
            return uri.toString();
        }
        String host = uri.host() + (uri.port() > 0 ? ":" + uri.port() : "");
        return uri.scheme() + ':' + (uri.user() == null ? "" : uri.user() + '@') + host;
    }

    @Override
    public @Nullable String fromName() {
        return invite.from().displayName();
    }

    @Override
    public String target() {
        return invite.uri().toString();
    }

    @Override
    public InetSocketAddress source() {
        return source;
    }

    @Override
    public String transport() {
        return transport;
    }

    @Override
    public @Nullable String user() {
        return user;
    }

    @Override
    public Map<String, List<String>> headers() {
        SipHeaders headers = invite.headers();
        Map<String, List<String>> all = new LinkedHashMap<>();
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (!name.toLowerCase(Locale.ROOT).endsWith("authorization")) {
                all.computeIfAbsent(name, key -> new ArrayList<>()).add(headers.value(i));
            }
        }
        all.replaceAll((name, values) -> List.copyOf(values));
        return all;
    }

    @Override
    public int sampleRate() {
        return board.sounds().sampleRate(settings, offer());
    }

    private @Nullable String offer() {
        return Abilities.isDescription(invite) ? invite.bodyText() : null;
    }

    @Override
    public void ring() {
        if (!decided.get()) {
            onDoor(incoming::ring);
        }
    }

    @Override
    public void refuse(int status, String reason, @Nullable Duration retryAfter) {
        if (status < 300 || status > 699) {
            throw new IllegalArgumentException("status must be 300 to 699, not " + status);
        }
        Objects.requireNonNull(reason, "reason");
        if (decided.compareAndSet(false, true)) {
            onDoor(() -> incoming.end(status, reason, retryAfter));
        }
    }

    @Override
    public SipCall take(SerialLoop loop, SipCall.Listener listener) {
        Objects.requireNonNull(loop, "loop");
        Objects.requireNonNull(listener, "listener");
        if (!decided.compareAndSet(false, true)) {
            throw new IllegalStateException("this call was taken or refused before");
        }
        Call call = new Call(id, true, loop, board.loop(), sampleRate(), listener);
        try {
            board.loop().execute(() -> incoming.taken(call));
        } catch (RejectedExecutionException e) {
            call.ended(new SipEnd(SipEnd.Cause.LOST, 0, "the door's loop has ended"));
        }
        return call;
    }

    @Override
    public CompletionStage<SipEnd> gone() {
        return gone.minimalCompletionStage();
    }

    /** The caller gave up, or was refused for him. */
    void gone(SipEnd end) {
        gone.complete(end);
    }

    private void onDoor(Runnable task) {
        try {
            board.loop().execute(task);
        } catch (RejectedExecutionException e) {
            gone.complete(new SipEnd(SipEnd.Cause.LOST, 0, "the door's loop has ended"));
        }
    }

    /** Who calls is nobody's business. */
    @Override
    public String toString() {
        return "SipInvitation[" + id + "]";
    }
}
