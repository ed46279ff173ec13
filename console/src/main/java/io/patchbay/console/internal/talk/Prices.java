package io.patchbay.console.internal.talk;

import io.patchbay.api.session.PriceTable;
import io.patchbay.runtime.PriceTables;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What models cost, from the file that an operator names. */
final class Prices {

    private static final System.Logger LOG = System.getLogger(Prices.class.getName());

    private Prices() {}

    /** Null without a setting, and for a file that is no price table: calls go on without. */
    static @Nullable PriceTable of(@Nullable Object setting) {
        String file = setting == null ? "" : setting.toString().strip();
        if (file.isEmpty()) {
            return null;
        }
        try {
            return PriceTables.read(Path.of(file));
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "setting ''prices'' of io.patchbay.console: {0} cannot be read; costs are not"
                            + " shown",
                    file);
        } catch (IllegalArgumentException e) {
            LOG.log(
                    Level.WARNING,
                    "setting ''prices'' of io.patchbay.console: {0}; costs are not shown",
                    e.getMessage());
        }
        return null;
    }
}
