package io.patchbay.api.session;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Gets digits that the model is not to know. An application's {@link SessionOptions#context()} that
 * implements it is given what tools collect as sensitive.
 */
@ConsumerType
public interface DigitsReceiver {

    /**
     * The caller pressed these keys. On a worker; may block.
     *
     * @param sessionId the session
     * @param purpose what they are, in the words of whoever asked, e.g. {@code card number}
     * @return what the model is told of it, without the digits
     */
    String collected(String sessionId, String purpose, Digits digits);
}
