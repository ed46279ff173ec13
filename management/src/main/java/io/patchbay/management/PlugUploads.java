package io.patchbay.management;

import io.patchbay.management.resource.Exchange;
import java.io.InputStream;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Takes in jars that come as bytes, for servers that stream what they are sent: {@code POST
 * /v1/plugs/install} and {@code /v1/plugs/update} with the {@linkplain #TYPE type} of a jar. A
 * service of a container; for any thread.
 */
@ProviderType
public interface PlugUploads {

    /** The content type of a jar. */
    String TYPE = "application/java-archive";

    /** How large a jar may be: 64 MiB. */
    long MOST_BYTES = 64L << 20;

    /** How many may come at once; one more is answered 503. */
    int AT_ONCE = 4;

    /** What is to be done with the jar. */
    enum Wish {
        /** As {@link PlugControl#install}. */
        INSTALL,
        /** As {@link PlugControl#update}. */
        UPDATE
    }

    /**
     * Reads a jar, has it installed, and answers as these resources do: a line of JSON for each
     * step, one with {@code done} or {@code error} at the end, and a status of its own for what is
     * refused before. The query has the jar's {@code name}, which people see, and may have {@code
     * force} (true or false) and {@code drain} (seconds). The jar lies in the state folder until
     * the change is over; of a sender who goes away nothing stays.
     *
     * <p>Blocks while the body is read, and not for the change. Who asks must have been found to be
     * allowed to.
     *
     * @param body of the request; is read, at most one byte more than {@link #MOST_BYTES}, and not
     *     closed
     */
    void serve(Wish wish, Exchange exchange, InputStream body);
}
