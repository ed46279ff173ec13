package io.patchbay.emulator.speech.internal;

import io.patchbay.emulator.speech.Speaker;
import io.patchbay.emulator.speech.SpeakerFactory;
import org.osgi.service.component.annotations.Component;

/** Offers the embedded voice. */
@Component(service = SpeakerFactory.class)
public final class FreeTtsSpeakerFactory implements SpeakerFactory {

    /** For DS and ServiceLoader. */
    public FreeTtsSpeakerFactory() {}

    @Override
    public String name() {
        return "freetts";
    }

    @Override
    public int ranking() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Speaker open() {
        return new FreeTtsSpeaker();
    }
}
