import AscribeCommand

AscribeCLI.main()
