package io.patchbay.rtc;

import io.patchbay.rtc.internal.SdpReader;
import io.patchbay.rtc.internal.SdpSection;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * An SDP offer or answer from outside, checked before an engine sees it: its size, its lines, and
 * that it has what a call needs, which is one audio track with a codec in common, and keys and ICE
 * credentials for everything it wants to send. Immutable.
 *
 * <p>{@link RtcLink#answer} and {@link RtcLink#accept} check by themselves; an endpoint checks to
 * answer at once. What a failure says is safe to be shown to whoever sent it. Sources: RFC 8866,
 * RFC 8829, RFC 8841, RFC 8843.
 */
public final class SessionDescription {

    /** No description is longer, in bytes of UTF-8. */
    public static final int MAX_BYTES = 65_536;

    /** What audio may be coded in, in lower case. */
    private static final Set<String> CODECS = Set.of("opus", "g722", "pcmu", "pcma");

    /** Which of the two it is. */
    public enum Role {
        /** The first of the two. */
        OFFER,
        /** What comes back. */
        ANSWER;

        String article() {
            return this == OFFER ? "the offer" : "the answer";
        }
    }

    private final Role role;
    private final String sdp;
    private final SdpSection audio;
    private final boolean text;

    private SessionDescription(Role role, String sdp, SdpSection audio, boolean text) {
        this.role = role;
        this.sdp = sdp;
        this.audio = audio;
        this.text = text;
    }

    /**
     * Checks an offer.
     *
     * @throws RtcException {@link RtcException.Kind#DESCRIPTION} saying what is missing or wrong,
     *     {@link RtcException.Kind#CODEC} naming what was offered when none of it is spoken here
     */
    public static SessionDescription offer(String sdp) {
        return checked(Role.OFFER, sdp);
    }

    /**
     * Checks an answer.
     *
     * @throws RtcException as {@link #offer}; {@link RtcException.Kind#CODEC} when the far end
     *     refuses the audio
     */
    public static SessionDescription answer(String sdp) {
        return checked(Role.ANSWER, sdp);
    }

    /**
     * The text of a body that came over HTTP, not yet checked otherwise.
     *
     * @param body all of it; its position does not move
     * @throws RtcException {@link RtcException.Kind#DESCRIPTION} when it is too long or no UTF-8
     */
    public static String decode(ByteBuffer body) {
        requireSize(body.remaining());
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(body.duplicate()).toString();
        } catch (CharacterCodingException e) {
            throw new RtcException(
                    RtcException.Kind.DESCRIPTION, "the session description is not UTF-8", e);
        }
    }

    private static SessionDescription checked(Role role, String sdp) {
        Objects.requireNonNull(sdp, "sdp");
        requireSize(sdp.length());
        requireSize(sdp.getBytes(StandardCharsets.UTF_8).length);
        SdpReader reader = SdpReader.read(sdp, role.article());
        SdpSection audio = audio(role, reader);
        boolean text = false;
        for (SdpSection section : reader.accepted()) {
            if (section.isText()) {
                text = true;
            } else if (section != audio) {
                throw bad(
                        role,
                        section.isAudio()
                                ? "has more than one audio track; send one"
                                : "wants more than audio and a data channel; leave video out");
            }
            section.requireTransport(role.article(), role == Role.ANSWER);
        }
        reader.requireBundle(role.article());
        return new SessionDescription(role, sdp.endsWith("\n") ? sdp : sdp + "\r\n", audio, text);
    }

    private static void requireSize(int bytes) {
        if (bytes > MAX_BYTES) {
            throw new RtcException(
                    RtcException.Kind.DESCRIPTION,
                    "the session description is longer than " + MAX_BYTES + " bytes");
        }
    }

    private static SdpSection audio(Role role, SdpReader reader) {
        for (SdpSection section : reader.accepted()) {
            if (section.isAudio()) {
                requireCodec(role, section);
                return section;
            }
        }
        throw new RtcException(
                role == Role.ANSWER ? RtcException.Kind.CODEC : RtcException.Kind.DESCRIPTION,
                role == Role.ANSWER
                        ? "the answer has no audio, or refuses it"
                        : "the offer has no audio; add an audio track, sendrecv");
    }

    private static void requireCodec(Role role, SdpSection audio) {
        Set<String> named = new TreeSet<>(audio.codecs());
        if (named.stream().noneMatch(CODECS::contains)) {
            throw new RtcException(
                    RtcException.Kind.CODEC,
                    role.article()
                            + " has no audio codec that is spoken here; it names "
                            + (named.isEmpty() ? "none" : String.join(", ", named))
                            + "; opus, G.722 and G.711 (PCMU, PCMA) are spoken");
        }
        if (audio.direction().equals("inactive")) {
            throw bad(role, "has audio that is inactive; make it sendrecv");
        }
    }

    private static RtcException bad(Role role, String what) {
        return new RtcException(RtcException.Kind.DESCRIPTION, role.article() + " " + what);
    }

    /** Which of the two it is. */
    public Role role() {
        return role;
    }

    /** It as it came, with the end of its last line, which some lose on the way. */
    public String sdp() {
        return sdp;
    }

    /** Whether there is a data channel. */
    public boolean hasText() {
        return text;
    }

    /** The audio codecs, in lower case, as it prefers them. */
    public List<String> audioCodecs() {
        return audio.codecs();
    }

    /** Whether its side sends sound. */
    public boolean sendsAudio() {
        return audio.direction().startsWith("send");
    }

    /** Whether its side hears sound. */
    public boolean hearsAudio() {
        return audio.direction().endsWith("recv") || audio.direction().equals("recvonly");
    }

    /** Says no more than what it is: descriptions hold addresses and credentials. */
    @Override
    public String toString() {
        return role.name() + " " + audio.codecs();
    }
}
