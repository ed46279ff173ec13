package io.patchbay.tck.conformance;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/** Tells whoever reads a finding where the rule is described. */
final class WhereItStands implements TestExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable thrown)
            throws Throwable {
        Contract contract =
                context.getRequiredTestMethod().getDeclaringClass().getAnnotation(Contract.class);
        if (contract == null || !Finding.isOne(thrown)) {
            throw thrown;
        }
        List<String> types = Stream.of(contract.value()).map(Class::getName).toList();
        AssertionError told =
                new AssertionError(
                        thrown.getMessage()
                                + "\nDescribed in: the Javadoc of "
                                + String.join(", ", types)
                                + ".",
                        thrown.getCause());
        told.setStackTrace(thrown.getStackTrace());
        throw told;
    }
}
