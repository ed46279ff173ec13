package io.patchbay.sip.internal.media;

import io.patchbay.sip.SipSettings.Srtp;
import io.patchbay.sip.internal.media.Agreement.Encryption;
import io.patchbay.sip.internal.media.Agreement.KeyType;
import io.patchbay.sip.internal.media.SessionDescription.Media;
import io.patchbay.sip.internal.media.SoundSection.Format;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Our side of offer and answer (RFC 3264) through the life of a call: one section of sound, all
 * others are refused. What fails changes nothing.
 */
final class OfferAnswer {

    private static final int NOT_ACCEPTABLE = 488;

    private final SoundText text;
    private final List<Codec> codecs;
    private final Srtp srtp;
    private final PayloadTypes types;
    private final Map<SdesKey.Suite, SdesKey> ourKeys = new LinkedHashMap<>();

    /** The sections of the call, which never become fewer, and which of them is ours. */
    private List<Media> sections = List.of();

    private int mine;
    private boolean hold;
    private boolean farHolds;
    private String protocol = "RTP/AVP";
    private @Nullable Pending pending;

    /** What was offered and is not answered. */
    private record Pending(boolean hold, List<SdesKey> keys, PayloadTypes types) {}

    /** An answer of ours, and what it means. */
    record Answered(String text, Agreement agreement) {}

    /**
     * For one call.
     *
     * @param codecs by preference, at least one
     */
    OfferAnswer(SoundText text, List<Codec> codecs, Srtp srtp) {
        this.text = text;
        this.codecs = List.copyOf(codecs);
        this.srtp = srtp;
        this.types = new PayloadTypes();
        if (srtp == Srtp.REQUIRED) {
            protocol = "RTP/SAVP";
        }
    }

    /** Whether we have put the far end on hold, as it last agreed. */
    boolean hold() {
        return hold;
    }

    /** Makes an offer. One that waits is replaced. */
    String offer(boolean withHold) {
        PayloadTypes offered = types.copy();
        List<SdesKey> keys = new ArrayList<>();
        if (srtp != Srtp.OFF) {
            int tag = 1;
            for (SdesKey.Suite suite : SdesKey.Suite.values()) {
                keys.add(ourKey(suite, tag++));
            }
        }
        pending = new Pending(withHold, keys, offered);
        List<Format> formats = new ArrayList<>();
        for (Codec codec : codecs) {
            formats.add(new Format(offered.of(codec), codec, codec.clock()));
        }
        for (int clock : codecs.stream().mapToInt(Codec::clock).distinct().toArray()) {
            formats.add(new Format(offered.ofKeys(clock), null, clock));
        }
        String section =
                text.section(protocol, formats, direction(withHold, farHolds), false, keys);
        return text.whole(around(section));
    }

    /** All sections with ours among them; the others are switched off. */
    private List<String> around(String section) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < sections.size(); i++) {
            all.add(i == mine ? section : text.refused(sections.get(i)));
        }
        if (all.isEmpty()) {
            all.add(section);
        }
        return all;
    }

    private SdesKey ourKey(SdesKey.Suite suite, int tag) {
        return ourKeys.computeIfAbsent(suite, wanted -> SdesKey.random(tag, wanted)).withTag(tag);
    }

    /** Nobody whom we hold is heard; nobody who holds us is spoken to. */
    private static Direction direction(boolean hold, boolean farHolds) {
        return Direction.of(!farHolds, !hold);
    }

    /**
     * Takes an offer.
     *
     * @throws MediaException when it is malformed, or nothing in it can be met
     */
    Answered answer(String offer) throws MediaException {
        SessionDescription whole = SdpReader.read(offer);
        Choice choice = choose(whole);
        SoundSection theirs = choice.section;
        Format format = choice.format;
        boolean holds = holds(theirs);
        Direction direction =
                Direction.of(true, !hold)
                        .and(theirs.direction().mirrored())
                        .and(Direction.of(!holds, true));
        Format keyFormat = keys(theirs, format.clock());
        Encryption encryption = null;
        List<SdesKey> shown = List.of();
        if (choice.key != null) {
            SdesKey ours = ourKey(choice.key.suite(), choice.key.tag());
            encryption = new Encryption(ours, choice.key);
            shown = List.of(ours);
        }
        List<Format> formats = new ArrayList<>(List.of(format));
        if (keyFormat != null) {
            formats.add(keyFormat);
        }
        sections = whole.media();
        mine = choice.index;
        protocol = theirs.protocol();
        farHolds = holds;
        pending = null;
        types.learn(formats);
        String section = text.section(protocol, formats, direction, theirs.mux(), shown);
        Agreement agreement =
                agreement(
                        theirs,
                        format,
                        keyFormat,
                        types.receiving(formats),
                        types.receivingKeys(formats),
                        direction,
                        encryption);
        return new Answered(text.whole(around(section)), agreement);
    }

    /**
     * Takes the answer to the last offer, or another one to it: whoever rings may describe himself
     * before somebody else answers.
     *
     * @throws MediaException when it is malformed, or no answer to it
     */
    Agreement accept(String answer) throws MediaException {
        Pending offered = pending;
        if (offered == null) {
            throw new IllegalStateException("nothing was offered");
        }
        SessionDescription whole = SdpReader.read(answer);
        if (whole.media().size() <= mine) {
            throw refused("the answer has no sound");
        }
        Media media = whole.media().get(mine);
        if (!SoundSection.usable(media)) {
            throw refused("the answer refuses sound");
        }
        SoundSection theirs = SoundSection.of(whole, media);
        Format format = firstOf(codecs, theirs);
        if (format == null) {
            throw refused("the answer has no codec of the offer");
        }
        Encryption encryption = encryption(offered, theirs);
        boolean holds = offered.hold ? farHolds : holds(theirs);
        Direction direction =
                Direction.of(true, !offered.hold)
                        .and(theirs.direction().mirrored())
                        .and(Direction.of(theirs.address() != null, true));
        hold = offered.hold;
        farHolds = holds;
        protocol = theirs.protocol();
        types.become(offered.types);
        if (sections.isEmpty()) {
            sections = whole.media();
        }
        // what comes has the numbers that we gave; those of the answer are ours to send, and
        // telephones that mix them up are common
        Map<Integer, Codec> receiving = types.receiving(theirs.formats());
        receiving.putAll(types.receiving());
        Map<Integer, Integer> receivingKeys = types.receivingKeys(theirs.formats());
        receivingKeys.putAll(types.receivingKeys());
        return agreement(
                theirs,
                format,
                keys(theirs, format.clock()),
                receiving,
                receivingKeys,
                direction,
                encryption);
    }

    private @Nullable Encryption encryption(Pending offered, SoundSection theirs)
            throws MediaException {
        for (SdesKey key : theirs.keys()) {
            for (SdesKey ours : offered.keys) {
                if (ours.tag() == key.tag() && ours.suite() == key.suite()) {
                    return new Encryption(ours, key);
                }
            }
        }
        if (srtp == Srtp.REQUIRED || theirs.secure()) {
            throw refused("the answer has no key of the offer");
        }
        return null;
    }

    /** Forgets the last offer. */
    void reject() {
        pending = null;
    }

    private static boolean holds(SoundSection theirs) {
        return theirs.address() == null || !theirs.direction().receives();
    }

    private Agreement agreement(
            SoundSection theirs,
            Format format,
            @Nullable Format keyFormat,
            Map<Integer, Codec> receiving,
            Map<Integer, Integer> receivingKeys,
            Direction direction,
            @Nullable Encryption encryption) {
        Codec codec = format.codec();
        if (codec == null) {
            throw new IllegalStateException("keys are no codec");
        }
        return new Agreement(
                codec,
                format.type(),
                receiving,
                keyFormat == null ? null : new KeyType(keyFormat.type(), keyFormat.clock()),
                receivingKeys,
                theirs.packetMillis(),
                theirs.address(),
                theirs.control(),
                theirs.mux(),
                direction,
                farHolds,
                encryption);
    }

    /** A section that can be met. */
    private record Choice(int index, SoundSection section, Format format, @Nullable SdesKey key) {}

    /**
     * The first section that can be met; an encrypted one before others. The rate of a call that
     * comes is that of its codec.
     */
    private Choice choose(SessionDescription whole) throws MediaException {
        Choice plain = null;
        MediaException why = refused("no sound that we could take");
        for (int i = 0; i < whole.media().size(); i++) {
            Media media = whole.media().get(i);
            if (!SoundSection.usable(media)) {
                continue;
            }
            try {
                Choice choice = choice(i, SoundSection.of(whole, media));
                if (choice.key != null) {
                    return choice;
                }
                plain = plain == null ? choice : plain;
            } catch (MediaException e) {
                why = e;
            }
        }
        if (plain == null) {
            throw why;
        }
        return plain;
    }

    private Choice choice(int index, SoundSection section) throws MediaException {
        if (section.address() != null && !text.sameFamily(section.address().getAddress())) {
            throw refused("c= is of another family than ours");
        }
        Format format = firstOf(codecs, section);
        if (format == null) {
            throw refused("no codec that we have");
        }
        SdesKey key = srtp == Srtp.OFF || section.keys().isEmpty() ? null : section.keys().get(0);
        if (key == null && (section.secure() || srtp == Srtp.REQUIRED)) {
            throw refused(
                    section.secure() ? "no encryption that we have" : "only encrypted calls are");
        }
        return new Choice(index, section, format, key);
    }

    /** Samples a second of a call that begins with this offer; 8000 when it cannot be met. */
    static int sampleRate(List<Codec> codecs, String offer) {
        try {
            SessionDescription whole = SdpReader.read(offer);
            for (Media media : whole.media()) {
                if (SoundSection.usable(media)) {
                    Format format = firstOf(codecs, SoundSection.of(whole, media));
                    if (format != null && format.codec() != null) {
                        return format.codec().rate();
                    }
                }
            }
        } catch (MediaException e) {
            return Codec.PCMU.rate(); // it will be refused
        }
        return Codec.PCMU.rate();
    }

    /** The first of our codecs that they have. */
    private static @Nullable Format firstOf(List<Codec> codecs, SoundSection theirs) {
        for (Codec codec : codecs) {
            for (Format format : theirs.formats()) {
                if (format.codec() == codec) {
                    return format;
                }
            }
        }
        return null;
    }

    /** Keys on the clock of the sound; else those of telephones that only know 8 kHz. */
    private static @Nullable Format keys(SoundSection theirs, int clock) {
        Format other = null;
        for (Format format : theirs.formats()) {
            if (format.codec() == null && format.clock() == clock) {
                return format;
            }
            if (format.codec() == null && format.clock() == 8_000) {
                other = format;
            }
        }
        return other;
    }

    private static MediaException refused(String what) {
        return new MediaException(NOT_ACCEPTABLE, "not acceptable here: " + what);
    }
}
