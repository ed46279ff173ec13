package io.patchbay.sip;

import io.patchbay.api.session.SerialLoop;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.osgi.annotation.versioning.ProviderType;

/**
 * A call that wants an answer. Nothing is bound for it yet, neither ports nor threads. For any
 * thread.
 */
@ProviderType
public interface SipInvitation {

    /** Names the call: unique in this process, and no secret. */
    String id();

    /** Who calls, as he says: a URI without parameters, e.g. {@code sip:anna@example.org}. */
    String from();

    /** The name that he gives himself, or null. */
    @Nullable String fromName();

    /** Whom he called: the Request-URI. */
    String target();

    /** Where the INVITE came from. */
    InetSocketAddress source();

    /** {@code udp}, {@code tcp} or {@code tls}. */
    String transport();

    /** Who he is, when he had to prove it by digest; else null. */
    @Nullable String user();

    /**
     * Header fields of the INVITE by their long names, in order, those of authentication left out.
     * Of a stranger, not to be trusted, and not for logs.
     */
    Map<String, List<String>> headers();

    /**
     * Samples per second of the sound of the call that will be: {@link SipCall#sampleRate()},
     * before it is taken. 8000 for an offer that cannot be met.
     */
    int sampleRate();

    /** Tells the caller that it rings (180). Repeated calls do nothing. */
    void ring();

    /**
     * Refuses.
     *
     * @param status 300 to 699
     * @param reason for people; line breaks are taken out
     * @param retryAfter when to call again, or null
     */
    void refuse(int status, String reason, @Nullable Duration retryAfter);

    /**
     * Takes the call: sockets for its sound are bound and it rings, until {@link SipCall#answer}.
     *
     * @param loop where everything of this call happens
     * @return the call; when there is none any more, or its offer cannot be met, {@link
     *     SipCall.Listener#onEnded} is told
     * @throws IllegalStateException when it was taken or refused before
     */
    SipCall take(SerialLoop loop, SipCall.Listener listener);

    /**
     * Completes when the caller gave up (CANCEL) or was refused for him (time) before the call was
     * taken; not otherwise.
     */
    CompletionStage<SipEnd> gone();
}
