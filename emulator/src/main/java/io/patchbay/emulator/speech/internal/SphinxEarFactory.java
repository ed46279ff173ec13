package io.patchbay.emulator.speech.internal;

import io.patchbay.emulator.speech.Ear;
import io.patchbay.emulator.speech.EarFactory;
import io.patchbay.emulator.speech.EarOptions;
import org.osgi.service.component.annotations.Component;

/** Offers the embedded recogniser. */
@Component(service = EarFactory.class)
public final class SphinxEarFactory implements EarFactory {

    /** For DS and ServiceLoader. */
    public SphinxEarFactory() {}

    @Override
    public String name() {
        return "sphinx4";
    }

    @Override
    public int ranking() {
        return Integer.MIN_VALUE;
    }

    @Override
    public Ear open(EarOptions options) {
        return new SphinxEar(options);
    }
}
